package dev.bantam.model;

import dev.bantam.format.FileKind;
import dev.bantam.format.Gguf;
import dev.bantam.format.Llama2c;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.model.adapter.PeftFolder;
import dev.bantam.model.huggingface.HuggingFaceFolder;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Opens model files of every kind. */
public final class Models {
  private Models() {}

  /**
   * Opens a {@code .gguf} file (any part of a split set), a llama2.c checkpoint or a Hugging Face
   * folder, to run where it is.
   *
   * @throws MalformedFileException if it is none of these, or not well-formed
   * @throws NoSuchFileException if there is nothing at {@code path}
   */
  public static ModelFile open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      if (Files.exists(path.resolve(PeftFolder.CONFIG))
          && !Files.exists(path.resolve("config.json"))) {
        throw new MalformedFileException(
            path, -1, "is an adapter and no model; run its base with --adapter");
      }
      return HuggingFaceFolder.open(path, Architectures.huggingFace());
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return switch (FileKind.of(path)) {
      case GGUF -> Gguf.open(path);
      case PICKLE -> throw FileKind.pickled(path);
      case SAFETENSORS ->
          throw new MalformedFileException(
              path, -1, "holds tensors alone; give its folder, where config.json is");
      case LLAMA2C -> Llama2c.open(path);
      case UNKNOWN ->
          throw new MalformedFileException(
              path, 0, "is neither GGUF, nor a llama2.c checkpoint, nor a Hugging Face folder");
    };
  }

  /** The type that most of the weights' bytes have. */
  public static String quantisation(ModelFile file) {
    Map<DType, Long> bytes = new TreeMap<>();
    for (Tensor tensor : file.tensors().values()) {
      bytes.merge(tensor.type(), tensor.data().byteSize(), Long::sum);
    }
    return bytes.entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .map(e -> e.getKey().name())
        .orElse("none");
  }

  /** How many weights there are. */
  public static long parameters(ModelFile file) {
    return file.tensors().values().stream().mapToLong(Tensor::size).sum();
  }
}
