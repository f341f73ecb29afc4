package dev.bantam.tasks.write;

import dev.bantam.tasks.Described;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text for a row, or a draft that did not pass.
 *
 * @param ok whether it passed all checks
 * @param text with the required phrases; what the last try wrote if it did not pass
 * @param reasons why it did not pass; empty if it did
 * @param tries how many texts were written until then
 */
public record Written(boolean ok, String text, List<String> reasons, int tries)
    implements Described {
  public Written {
    reasons = List.copyOf(reasons);
  }

  /** A text that did not pass is called a draft, so that nobody takes it for one that did. */
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("ok", ok);
    fields.put(ok ? "text" : "draft", text);
    if (!ok) {
      fields.put("reasons", reasons);
    }
    fields.put("tries", tries);
    return fields;
  }
}
