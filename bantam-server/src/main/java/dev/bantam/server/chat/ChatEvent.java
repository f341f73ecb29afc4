package dev.bantam.server.chat;

import dev.bantam.generate.TokenEvent;
import java.util.List;

/** What comes next of an answer in a conversation. */
public sealed interface ChatEvent {
  /**
   * Text of the answer itself.
   *
   * @param tokens with the log-probabilities that were asked for: all tokens since the last event
   */
  record Text(String text, List<TokenEvent> tokens) implements ChatEvent {
    public Text {
      tokens = List.copyOf(tokens);
    }
  }

  /** What the model thinks before it answers. */
  record Reasoning(String text) implements ChatEvent {}

  /** The model begins to ask for a tool, the {@code index}th of the answer. */
  record ToolCallBegin(int index, String id, String name) implements ChatEvent {}

  /** More of the JSON of its arguments. */
  record ToolCallArguments(int index, String json) implements ChatEvent {}
}
