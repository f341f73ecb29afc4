package dev.bantam.tasks.chat;

import dev.bantam.generate.ToolCall;
import java.util.List;
import java.util.Map;

/** Tools that a model may ask for. */
public interface Tools {
  /** None. */
  Tools NONE =
      new Tools() {
        @Override
        public List<Map<String, ?>> offered() {
          return List.of();
        }

        @Override
        public String call(ToolCall call) {
          throw new IllegalStateException("there are no tools");
        }
      };

  /** Functions as OpenAI's {@code tools} give them. */
  List<Map<String, ?>> offered();

  /** What a call gives: content for the model, which is told of an error in words. */
  String call(ToolCall call);
}
