package dev.bantam.retrieve;

import dev.bantam.generate.Generator;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** An encoder that is open. */
record GeneratorEncoder(String name, String digest, Generator generator) implements Encoder {
  /** Texts worked on at once: more leave no core idle, and take memory. */
  static final int PARALLEL = 16;

  @Override
  public int tokens(String text) {
    return generator.tokenizer().encode(text, false, false).length;
  }

  @Override
  public List<float[]> embed(List<String> texts) {
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
