package dev.bantam.cli;

import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.Tensor;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model file with its tokenizer's metadata beside the model's, as a GGUF file holds them. */
record Exported(ModelFile file, Metadata metadata) implements ModelFile {
  /**
   * The file itself if it has its tokenizer's metadata, else with what its folder's tokenizer
   * gives.
   */
  static ModelFile of(ModelFile file) throws IOException {
    if (file.metadata().has("tokenizer.ggml.model")) {
      return file;
    }
    Tensor embedding = file.tensors().get("token_embd.weight");
    Tokenizer tokenizer = Tokenizer.of(file);
    Map<String, Object> all = new LinkedHashMap<>(file.metadata().values());
    all.putIfAbsent("general.name", file.path().toAbsolutePath().getFileName().toString());
    all.putAll(embedding == null ? tokenizer.toMetadata() : tokenizer.toMetadata(embedding.rows()));
    return new Exported(file, file.metadata().with(all));
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public Map<String, Tensor> tensors() {
    return file.tensors();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
