package dev.bantam.train.data;

import java.util.Arrays;

/**
 * One example as a model sees it.
 *
 * @param tokens [n] token ids, n at least 1
 * @param trained [n] whether the prediction of {@code tokens[i]} from those before it counts in the
 *     loss; never for the first, which nothing predicts
 */
public record Encoded(int[] tokens, boolean[] trained) {

  public Encoded {
    if (tokens.length == 0 || tokens.length != trained.length) {
      throw new IllegalArgumentException("tokens must not be empty, and trained as long as they");
    }
    if (trained[0]) {
      throw new IllegalArgumentException("nothing predicts the first token: it cannot be trained");
    }
  }

  /** This example after tokens that are not trained, such as a soft prompt. */
  public Encoded after(int... first) {
    int[] all = Arrays.copyOf(first, first.length + tokens.length);
    System.arraycopy(tokens, 0, all, first.length, tokens.length);
    boolean[] counts = new boolean[all.length];
    System.arraycopy(trained, 0, counts, first.length, trained.length);
    return new Encoded(all, counts);
  }

  public int size() {
    return tokens.length;
  }

  /** How many predictions count in the loss. */
  public int weight() {
    int count = 0;
    for (boolean t : trained) {
      count += t ? 1 : 0;
    }
    return count;
  }

  /**
   * How many rows a forward pass needs: those up to the one that predicts the last trained token.
   * What comes after it changes no loss.
   */
  public int rows() {
    int last = tokens.length - 1;
    while (last > 0 && !trained[last]) {
      last--;
    }
    return last;
  }
}
