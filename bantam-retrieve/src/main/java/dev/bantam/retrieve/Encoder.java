package dev.bantam.retrieve;

import dev.bantam.format.Sha256;
import dev.bantam.generate.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A model that turns texts into vectors whose cosine tells how near their meanings are. */
public interface Encoder extends AutoCloseable {
  /** What users call it. */
  String name();

  /** The SHA-256 of its weights, {@code sha256:HEX}. */
  String digest();

  /** How many tokens a text is. */
  int tokens(String text) throws IOException;

  /**
   * Vectors of length 1, [width] each. Of a text that is longer than the model's context, what does
   * not fit is left out.
   */
  List<float[]> embed(List<String> texts) throws IOException;

  @Override
  void close() throws IOException;

  /** Opens a {@code .gguf} file or a Hugging Face folder. */
  static Encoder open(String name, Path path) throws IOException {
    String digest = Sha256.of(path);
    return of(
        name,
        digest,
        Generator.open(path, Generator.Options.DEFAULT.withParallel(GeneratorEncoder.PARALLEL)));
  }

  /**
   * A model that is open, and is closed with the encoder.
   *
   * @param name as users write it
   * @param digest of its file or folder, as {@link Sha256#of} gives it
   */
  static Encoder of(String name, String digest, Generator generator) {
    return new GeneratorEncoder(name, digest, generator);
  }
}
