package dev.bantam.tasks.guard;

import dev.bantam.tasks.Described;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a rule found; not the text itself, which may be what nobody shall see.
 *
 * @param what was found, such as {@code e-mail address} or {@code toxic (0.97)}
 * @param start index of its first character
 * @param end index after its last
 */
public record Finding(Side side, Action action, String what, int start, int end)
    implements Described {
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("side", side.shown());
    fields.put("action", action.shown());
    fields.put("what", what);
    fields.put("start", start);
    fields.put("end", end);
    return fields;
  }
}
