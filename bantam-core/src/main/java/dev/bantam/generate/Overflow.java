package dev.bantam.generate;

import java.util.Arrays;

/** What to do with a prompt that does not fit the context. */
public enum Overflow {
  /** Refuse it with a {@link ContextOverflowException}. */
  REFUSE,

  /** Keep its beginning and drop the rest. */
  KEEP_HEAD,

  /** Keep its first token and its end, and drop what is between. */
  KEEP_TAIL;

  /**
   * Cuts a prompt so that room for an answer is left: {@code maxTokens}, but not more than half the
   * context.
   *
   * @throws ContextOverflowException if it does not fit and shall not be cut
   */
  int[] fit(int[] prompt, int context, int maxTokens) {
    if (prompt.length <= context) {
      return prompt;
    }
    int keep = context - Math.min(maxTokens, context / 2);
    return switch (this) {
      case REFUSE -> throw new ContextOverflowException(prompt.length, context);
      case KEEP_HEAD -> Arrays.copyOf(prompt, keep);
      case KEEP_TAIL -> {
        int[] cut = Arrays.copyOfRange(prompt, prompt.length - keep, prompt.length);
        cut[0] = prompt[0];
        yield cut;
      }
    };
  }
}
