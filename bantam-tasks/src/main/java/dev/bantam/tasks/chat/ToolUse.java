package dev.bantam.tasks.chat;

import dev.bantam.generate.ToolCall;
import dev.bantam.tasks.Described;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tool that was asked for.
 *
 * @param result as the model read it
 */
public record ToolUse(ToolCall call, String result) implements Described {
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", call.name());
    fields.put("arguments", call.arguments());
    fields.put("result", result);
    return fields;
  }
}
