package dev.bantam.generate.constrain;

/** Says what of a JSON schema is wrong or not supported, and where. */
final class SchemaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final boolean nothing;

  private SchemaException(String message, boolean nothing) {
    super(message);
    this.nothing = nothing;
  }

  /**
   * @param path a JSON pointer with {@code #} before it
   */
  static SchemaException of(String path, String what) {
    return new SchemaException("the JSON schema at " + path + ": " + what, false);
  }

  /** What two parts of a schema demand excludes each other. */
  static SchemaException nothing(String path, String what) {
    return new SchemaException("the JSON schema at " + path + " allows nothing: " + what, true);
  }

  /** Whether the schema is sound and supported, but no value can follow it. */
  boolean allowsNothing() {
    return nothing;
  }
}
