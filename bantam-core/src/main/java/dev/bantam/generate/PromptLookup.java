package dev.bantam.generate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Guesses that a text goes on as it did where its last tokens stood before: prompt lookup decoding
 * (A. Saxena, 2023, github.com/apoorvumang/prompt-lookup-decoding). That pays where answers quote:
 * summaries, answers from documents, changes to code.
 *
 * <p>Looking up costs nearly nothing, so it is done at each step and compared with what was drawn.
 * The longest match is taken, of equally long ones the last. The longer the match, the surer the
 * guess: this is learned for each text.
 */
final class PromptLookup implements Drafter {
  /** [length of the match - 1]: how often such guesses are right in answers that quote little. */
  private static final double[] EXPECTED = {0.05, 0.2, 0.35, 0.5, 0.6, 0.65, 0.7, 0.8};

  private final int most;
  private final Map<Generation, Text> texts = new HashMap<>();

  /**
   * @param most most tokens guessed at once
   */
  PromptLookup(int most) {
    this.most = most;
  }

  @Override
  public void draft(List<Generation> generations, StepBudget budget) {
    for (Generation generation : generations) {
      texts.computeIfAbsent(generation, g -> new Text(g.sequence())).draft(generation, budget);
    }
  }

  @Override
  public void forget(Generation generation) {
    texts.remove(generation);
  }

  /** What is known of one text: the last match, and how good matches were. */
  private final class Text {
    private final Sequence tokens;
    private final Acceptance acceptance = new Acceptance(EXPECTED);

    /**
     * The end of the text, as long as it was at the last match, equals what stands this far back.
     */
    private int distance;

    private int length;
    private int size;

    Text(Sequence tokens) {
      this.tokens = tokens;
    }

    void draft(Generation generation, StepBudget budget) {
      learn();
      match();
      if (length == 0) {
        return;
      }
      double[] chances = new double[Math.min(most, generation.guessable())];
      double chance = 1;
      for (int i = 0; i < chances.length; i++) {
        chance *= acceptance.of(length - 1 + i);
        chances[i] = chance;
      }
      int[] guess = new int[budget.take(chances, chances.length)];
      Arrays.setAll(guess, this::guessed);
      generation.guess(guess);
    }

    /** The guess for the {@code i}-th token after the match; a text that repeats goes on so. */
    private int guessed(int i) {
      return tokens.token(size - distance + i % distance);
    }

    /** Compares what came with what was guessed, up to the first difference. */
    private void learn() {
      boolean right = length > 0;
      for (int i = 0; right && size + i < tokens.size(); i++) {
        right = tokens.token(size + i) == guessed(i);
        acceptance.saw(length - 1 + i, right);
      }
    }

    /** Finds the longest stretch that equals the end of the text; none has length 0. */
    private void match() {
      size = tokens.size();
      length = 0;
      int last = tokens.token(size - 1);
      for (int end = size - 2; end >= 0 && length < EXPECTED.length; end--) {
        if (tokens.token(end) == last) {
          int n = 1;
          while (n < EXPECTED.length
              && n <= end
              && tokens.token(end - n) == tokens.token(size - 1 - n)) {
            n++;
          }
          if (n > length) {
            length = n;
            distance = size - 1 - end;
          }
        }
      }
    }
  }
}
