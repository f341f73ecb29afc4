package dev.bantam.model.huggingface;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.format.Safetensors;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder of config.json and safetensors that runs in place. Tensors whose layout GGUF shares are
 * used where they are mapped; the others are rearranged once into memory of their own.
 */
public final class HuggingFaceFolder implements ModelFile {
  private final Path path;
  private final Safetensors weights;
  private final Arena arena;
  private final Metadata metadata;
  private final Map<String, Tensor> tensors;
  private final HuggingFaceType type;
  private final Config config;

  private HuggingFaceFolder(
      Path path, Safetensors weights, Arena arena, HuggingFaceType type, Conversion conversion) {
    this.path = path;
    this.type = type;
    this.config = conversion.config();
    this.weights = weights;
    this.arena = arena;
    this.metadata = new Metadata(path.toString(), conversion.metadata());
    this.tensors = conversion.tensors();
  }

  /**
   * Opens {@code folder}.
   *
   * @param types the kinds that are known, by {@code model_type}
   * @throws MalformedFileException if the kind is not known or the files do not fit it
   */
  public static HuggingFaceFolder open(Path folder, Map<String, HuggingFaceType> types)
      throws IOException {
    Path file = folder.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(folder, -1, "has no config.json");
    }
    Config config =
        new Config(file.toString(), Json.parseObject(file.toString(), Files.readString(file)));
    String modelType = config.string("model_type", "");
    HuggingFaceType type = types.get(modelType);
    if (type == null) {
      throw new MalformedFileException(
          file,
          -1,
          "unknown model_type '%s'; known are %s"
              .formatted(modelType, String.join(", ", new TreeMap<>(types).keySet())));
    }
    Safetensors weights = Safetensors.open(folder);
    Arena arena = Arena.ofShared();
    try {
      Conversion conversion = new Conversion(file.toString(), config, type.architecture(), arena);
      name(folder.toString(), weights.tensors(), type, conversion);
      CommonSettings.put(conversion);
      type.converter().convert(conversion);
      conversion.widenSmallTensors();
      if (config.bool("tie_word_embeddings", false)) {
        conversion.remove("output.weight");
      }
      return new HuggingFaceFolder(folder, weights, arena, type, conversion);
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      close(weights, arena);
      throw new MalformedFileException(folder, -1, "sizes do not fit: " + e.getMessage());
    } catch (IOException e) {
      close(weights, arena);
      throw e;
    }
  }

  /** Gives every tensor its GGUF name, and stacks experts. */
  static void name(
      String source, Map<String, Tensor> found, HuggingFaceType type, Conversion conversion)
      throws MalformedFileException {
    Map<String, List<Tensor>> stacks = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : found.entrySet()) {
      if (TensorNames.unused(entry.getKey())) {
        continue;
      }
      TensorNames.Found name = TensorNames.find(entry.getKey(), type.names());
      if (name == null) {
        continue;
      }
      if (name.expert() >= 0) {
        List<Tensor> stack = stacks.computeIfAbsent(name.gguf(), k -> new ArrayList<>());
        while (stack.size() <= name.expert()) {
          stack.add(entry.getValue());
        }
        stack.set(name.expert(), entry.getValue());
      } else if (conversion.tensors().containsKey(name.gguf())) {
        throw new MalformedFileException(
            source, -1, "tensor '" + entry.getKey() + "' and another both mean " + name.gguf());
      } else {
        conversion.add(name.gguf(), entry.getValue());
      }
    }
    for (Map.Entry<String, List<Tensor>> stack : stacks.entrySet()) {
      conversion.add(
          stack.getKey(), Rearrange.stacked(stack.getKey(), stack.getValue(), conversion.arena()));
    }
  }

  private static void close(Safetensors weights, Arena arena) throws IOException {
    arena.close();
    weights.close();
  }

  HuggingFaceType type() {
    return type;
  }

  Config config() {
    return config;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  @Override
  public void close() throws IOException {
    close(weights, arena);
  }
}
