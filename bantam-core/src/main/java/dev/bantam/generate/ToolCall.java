package dev.bantam.generate;

import java.util.Map;

/**
 * A function that a model asks for.
 *
 * @param id tells the calls of a conversation apart
 * @param name of the function
 * @param arguments plain data: what its JSON object holds
 */
public record ToolCall(String id, String name, Map<String, ?> arguments) {
  /** As Hugging Face's templates expect it. */
  Map<String, Object> toMap() {
    return Map.of(
        "id", id, "type", "function", "function", Map.of("name", name, "arguments", arguments));
  }
}
