package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.model.adapter.GgufAdapter;
import dev.bantam.model.adapter.PeftFolder;
import dev.bantam.model.adapter.SoftPromptFolder;
import dev.bantam.model.huggingface.Origins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and writes adapters of every kind, for models of every kind. */
public final class Adapters {
  private Adapters() {}

  /**
   * Reads the adapter at {@code path}, a PEFT folder or a GGUF file, for a model. Its tensors stay
   * as long as they are used.
   *
   * @throws MalformedFileException if it is no adapter, or one for another model
   * @throws NoSuchFileException if there is nothing at {@code path}
   */
  public static Adapter open(Path path, ModelFile base) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    Adapter adapter;
    if (!Files.isDirectory(path)) {
      adapter = GgufAdapter.read(path, architecture(base));
    } else if (Files.exists(path.resolve(PeftFolder.CONFIG))) {
      adapter =
          SoftPromptFolder.isOne(path)
              ? SoftPromptFolder.read(path)
              : PeftFolder.read(path, origins(base));
    } else {
      throw new MalformedFileException(
          path, -1, "has no " + PeftFolder.CONFIG + ", so that it is no adapter");
    }
    adapter.checkFits(base);
    return adapter;
  }

  /**
   * Writes an adapter as PEFT does, into a folder that must exist.
   *
   * @param baseName what the adapter shall call its base
   * @throws IllegalArgumentException if PEFT has no name for a weight that it changes
   */
  public static void writePeft(Path folder, Adapter adapter, ModelFile base, String baseName)
      throws IOException {
    if (adapter.prompt() != null) {
      SoftPromptFolder.write(folder, adapter, adapter.prompt(), baseName);
    } else {
      PeftFolder.write(folder, adapter, origins(base), baseName);
    }
  }

  /**
   * Writes an adapter as llama.cpp reads it.
   *
   * @throws IllegalArgumentException if it is a DoRA, for which GGUF has no place
   */
  public static void writeGguf(Path file, Adapter adapter, ModelFile base) throws IOException {
    if (adapter.prompt() != null) {
      throw new IllegalArgumentException("GGUF has no place for a soft prompt");
    }
    GgufAdapter.write(file, adapter, base);
  }

  static Origins origins(ModelFile base) throws MalformedFileException {
    return Origins.of(base, Architectures.huggingFace());
  }

  private static String architecture(ModelFile base) throws MalformedFileException {
    return base.metadata().string("general.architecture");
  }
}
