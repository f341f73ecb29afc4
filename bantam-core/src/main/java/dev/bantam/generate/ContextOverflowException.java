package dev.bantam.generate;

/** A prompt is longer than the context. */
public final class ContextOverflowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int prompt;
  private final int context;

  /**
   * @param prompt length of the prompt in tokens
   * @param context most tokens of a sequence
   */
  public ContextOverflowException(int prompt, int context) {
    super(
        "the prompt has %d tokens and the context holds %d: shorten the prompt, open the model with a larger context, or ask for the prompt to be cut"
            .formatted(prompt, context));
    this.prompt = prompt;
    this.context = context;
  }

  /** Length of the prompt in tokens. */
  public int prompt() {
    return prompt;
  }

  /** Most tokens of a sequence. */
  public int context() {
    return context;
  }
}
