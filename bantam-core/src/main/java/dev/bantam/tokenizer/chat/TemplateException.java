package dev.bantam.tokenizer.chat;

/**
 * A chat template could not be rendered: it refused the conversation, did what Jinja forbids, or
 * ran past a limit.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final int line;
  private final boolean refusal;

  private TemplateException(String reason, int line, boolean refusal) {
    super(line > 0 ? "chat template, line " + line + ": " + reason : reason);
    this.reason = reason;
    this.line = line;
    this.refusal = refusal;
  }

  TemplateException(String reason) {
    this(reason, 0, false);
  }

  /** What {@code raise_exception} throws. */
  static TemplateException refusal(String reason) {
    return new TemplateException(reason, 0, true);
  }

  TemplateException at(int where) {
    TemplateException located = new TemplateException(reason, where, refusal);
    located.setStackTrace(getStackTrace());
    return located;
  }

  /** What went wrong, without the place. For a refusal, the template's own words. */
  public String reason() {
    return reason;
  }

  /** Line of the template, from 1; 0 where it is not known. */
  public int line() {
    return line;
  }

  /** Whether the template itself refused the conversation, through {@code raise_exception}. */
  public boolean isRefusal() {
    return refusal;
  }
}
