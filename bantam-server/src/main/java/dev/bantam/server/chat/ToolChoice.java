package dev.bantam.server.chat;

/** Whether an answer may, must, or must not ask for tools. */
public sealed interface ToolChoice {
  /** As the model likes. */
  record Auto() implements ToolChoice {}

  /** None. */
  record None() implements ToolChoice {}

  /** At least one. */
  record Required() implements ToolChoice {}

  /** This one. */
  record Named(String function) implements ToolChoice {}
}
