package dev.bantam.model;

import dev.bantam.format.Gguf;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.model.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens model files of every kind. */
public final class Models {
  private Models() {}

  /**
   * Opens a {@code .gguf} file (any part of a split set) or a Hugging Face folder, to run where it
   * is.
   *
   * @throws MalformedFileException if it is neither, or not well-formed
   * @throws NoSuchFileException if there is nothing at {@code path}
   */
  public static ModelFile open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return HuggingFaceFolder.open(path, Architectures.huggingFace());
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return Gguf.open(path);
  }
}
