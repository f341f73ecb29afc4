package dev.bantam.hub;

import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Models that other programs keep on this machine, used in place and never changed:
 * huggingface_hub's cache and Ollama's store.
 */
final class NeighbourStores {
  private static final String OLLAMA_MODEL = "application/vnd.ollama.image.model";
  private static final List<String> OLLAMA_OWNERS = List.of("registry.ollama.ai/library", "hf.co");

  private final Environment environment;

  NeighbourStores(Environment environment) {
    this.environment = environment;
  }

  /** The newest snapshot of a repository, if it has all that the model needs; else null. */
  @Nullable LocalModel find(ModelName.HuggingFace name) throws IOException {
    Path repository =
        environment.hubCache().resolve("models--" + name.owner() + "--" + name.repo());
    Path reference = repository.resolve("refs/main");
    if (!Files.isRegularFile(reference)) {
      return null;
    }
    String commit = Files.readString(reference).strip();
    Path snapshot = repository.resolve("snapshots").resolve(commit);
    if (!NameParser.isSegment(commit) || !Files.isDirectory(snapshot)) {
      return null;
    }
    List<ModelFiles.Chosen> chosen;
    try {
      chosen = ModelFiles.choose(name.toString(), Home.listing(snapshot), name.selector());
    } catch (HubException.BadName e) {
      return null; // the cache holds other files of the repository
    }
    Path first = snapshot.resolve(chosen.getFirst().listed().path());
    boolean folder = chosen.getFirst().file().endsWith(".safetensors");
    if (folder && !hasAllShards(first.getParent())) {
      return null;
    }
    Path path = folder ? first.getParent() : first;
    return new LocalModel(name.toString(), path, "the Hugging Face cache", null, false);
  }

  /** A model's weights in Ollama's store; null if it is not there. */
  @Nullable LocalModel find(ModelName.Ollama name) throws IOException {
    Path root = environment.ollamaModels();
    for (String owner : OLLAMA_OWNERS) {
      Path manifest =
          root.resolve("manifests").resolve(owner).resolve(name.name()).resolve(name.tag());
      if (Files.isRegularFile(manifest)) {
        for (JsonNode layer : HubJson.read(manifest, JsonNode.class).path("layers")) {
          Digest digest = Digest.parse(layer.path("digest").asString(""));
          if (layer.path("mediaType").asString("").equals(OLLAMA_MODEL) && digest != null) {
            Path blob = root.resolve("blobs").resolve(digest.toString());
            return Files.isRegularFile(blob)
                ? new LocalModel(name.toString(), blob, "Ollama's store", null, false)
                : null;
          }
        }
      }
    }
    return null;
  }

  /** Whether all shards that an index names are beside it. */
  private static boolean hasAllShards(Path folder) throws IOException {
    Path index = folder.resolve("model.safetensors.index.json");
    if (!Files.isRegularFile(index) || Files.exists(folder.resolve("model.safetensors"))) {
      return Files.exists(folder.resolve("tokenizer.json"))
          || Files.exists(folder.resolve("tokenizer.model"))
          || Files.exists(folder.resolve("vocab.txt"))
          || Files.exists(folder.resolve("vocab.json"));
    }
    try {
      for (JsonNode shard : HubJson.read(index, JsonNode.class).path("weight_map")) {
        String file = shard.asString("");
        if (!NameParser.isRelativeFile(file) || !Files.exists(folder.resolve(file))) {
          return false;
        }
      }
      return true;
    } catch (MalformedFileException e) {
      return false;
    }
  }
}
