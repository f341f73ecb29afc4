package dev.bantam.tokenizer;

/**
 * Two texts as the tokens of one.
 *
 * @param tokens of both, with all that the model expects around them
 * @param second where what is of the second text begins; {@code tokens.length} if there is none
 */
public record TokenPair(int[] tokens, int second) {
  /** The tokens of one text. */
  public static TokenPair single(int... tokens) {
    return new TokenPair(tokens, tokens.length);
  }

  public int length() {
    return tokens.length;
  }
}
