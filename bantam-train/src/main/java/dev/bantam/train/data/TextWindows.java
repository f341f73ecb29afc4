package dev.bantam.train.data;

import dev.bantam.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Running text as windows of equal length: documents one after the other, the end-of-text token
 * after each. The last token of a window is the first of the next one, so that every token but the
 * very first is predicted exactly once.
 */
final class TextWindows {
  private final Tokenizer tokenizer;
  private final int[] window;
  private int filled;

  /**
   * @param rows how many predictions a window has
   */
  TextWindows(Tokenizer tokenizer, int rows) {
    this.tokenizer = tokenizer;
    this.window = new int[Math.addExact(rows, 1)];
  }

  /** Adds a document; returns the windows that are full. */
  List<Encoded> add(String document) {
    int[] tokens = tokenizer.encode(document, true, false);
    List<Encoded> full = new ArrayList<>();
    for (int token : tokens) {
      put(token, full);
    }
    boolean ended = tokens.length > 0 && tokens[tokens.length - 1] == tokenizer.eos();
    if (tokenizer.eos() >= 0 && !ended) {
      put(tokenizer.eos(), full);
    }
    return full;
  }

  private void put(int token, List<Encoded> full) {
    window[filled++] = token;
    if (filled == window.length) {
      full.add(window(filled));
      window[0] = token;
      filled = 1;
    }
  }

  /** What is left in the end, if anything is predicted there. */
  List<Encoded> rest() {
    return filled < 2 ? List.of() : List.of(window(filled));
  }

  private Encoded window(int size) {
    boolean[] trained = new boolean[size];
    Arrays.fill(trained, 1, size, true);
    return new Encoded(Arrays.copyOf(window, size), trained);
  }
}
