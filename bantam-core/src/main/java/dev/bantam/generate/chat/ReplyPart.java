package dev.bantam.generate.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes next in a model's answer. */
public sealed interface ReplyPart {
  /** Words of the answer itself. */
  record Text(String text) implements ReplyPart {}

  /** What the model thinks before it answers. */
  record Reasoning(String text) implements ReplyPart {}

  /**
   * A tool that the model asks for. It is told when it is complete, so that its arguments are
   * always well-formed.
   *
   * @param name of one of the tools that the model was offered
   * @param arguments plain data
   */
  record Call(String name, Map<String, @Nullable Object> arguments) implements ReplyPart {}
}
