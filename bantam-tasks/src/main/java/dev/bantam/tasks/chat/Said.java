package dev.bantam.tasks.chat;

import dev.bantam.generate.Answer;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.guard.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was answered in a conversation.
 *
 * @param text as the user saw it
 * @param blocked whether a guard refused the question or ended the answer
 * @param folded how many messages became part of the memory's note before
 * @param answer the model's last one; null where it was not asked
 * @param memory of the conversation from now on
 */
public record Said(
    String text,
    boolean blocked,
    int folded,
    List<Finding> findings,
    List<ToolUse> tools,
    @Nullable Answer answer,
    Memory memory)
    implements Described {
  public Said {
    findings = List.copyOf(findings);
    tools = List.copyOf(tools);
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", text);
    fields.put("blocked", blocked);
    fields.put("folded", folded);
    fields.put("findings", findings.stream().map(Finding::fields).toList());
    if (!tools.isEmpty()) {
      fields.put("tools", tools.stream().map(ToolUse::fields).toList());
    }
    fields.put("memory", memory.fields());
    return fields;
  }
}
