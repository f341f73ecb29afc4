package dev.bantam.retrieve;

import dev.bantam.format.Sha256;
import dev.bantam.generate.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A model that turns texts into vectors whose cosine tells how near their meanings are. The
 * generator is closed by who opened it, unless {@link #open} did.
 */
public final class Encoder implements AutoCloseable {
  /** Texts worked on at once: more leave no core idle, and take memory. */
  private static final int PARALLEL = 16;

  private final String name;
  private final String digest;
  private final Generator generator;

  /**
   * A model that is open.
   *
   * @param name as users write it
   * @param digest of its file or folder, as {@link Sha256#of} gives it
   */
  public Encoder(String name, String digest, Generator generator) {
    this.name = name;
    this.digest = digest;
    this.generator = generator;
  }

  /** Opens a {@code .gguf} file or a Hugging Face folder. */
  public static Encoder open(String name, Path path) throws IOException {
    String digest = Sha256.of(path);
    return new Encoder(
        name, digest, Generator.open(path, Generator.Options.DEFAULT.withParallel(PARALLEL)));
  }

  /** What users call it. */
  public String name() {
    return name;
  }

  /** The SHA-256 of its weights, {@code sha256:HEX}. */
  public String digest() {
    return digest;
  }

  /** How many tokens a text is. */
  int tokens(String text) {
    return generator.tokenizer().encode(text, false, false).length;
  }

  /**
   * Vectors of length 1, [width] each. Of a text that is longer than the model's context, what does
   * not fit is left out.
   */
  List<float[]> embed(List<String> texts) {
    List<int[]> tokens =
        texts.stream().map(t -> cut(generator.tokenizer().encode(t, true, false))).toList();
    return generator.embedTokens(tokens, generator.pooling(), true);
  }

  /** The last token, which may be a mark of the end, stays the last. */
  private int[] cut(int[] tokens) {
    int context = generator.context();
    if (tokens.length <= context) {
      return tokens;
    }
    int[] cut = Arrays.copyOf(tokens, context);
    cut[context - 1] = tokens[tokens.length - 1];
    return cut;
  }

  @Override
  public void close() throws IOException {
    generator.close();
  }
}
