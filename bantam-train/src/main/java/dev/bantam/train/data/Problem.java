package dev.bantam.train.data;

/** Why an example cannot be trained on. */
public enum Problem {
  REFUSED("the chat template refuses them", true),
  REWRITTEN("the chat template writes answers otherwise than it asks for them", true),
  UNTRAINED("no token would be trained", false),
  TOO_LONG("longer than the sequence length", false);

  private final String title;
  private final boolean fatal;

  Problem(String title, boolean fatal) {
    this.title = title;
    this.fatal = fatal;
  }

  /** What is the matter, as said of several examples. */
  public String title() {
    return title;
  }

  /** Whether data and model do not fit each other, so that training must not begin. */
  public boolean fatal() {
    return fatal;
  }
}
