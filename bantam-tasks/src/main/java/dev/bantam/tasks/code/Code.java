package dev.bantam.tasks.code;

import dev.bantam.tasks.Described;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Code that was completed. It was not run.
 *
 * @param text to be put at the place of the cursor; always valid YAML together with what was there
 *     before
 * @param checkedBy what it was checked by besides the grammar: {@code ansible-doc}; empty if
 *     nothing was installed
 * @param problems what is wrong with it all the same
 * @param near rows of the tuning data that it resembles
 */
public record Code(String text, String checkedBy, List<String> problems, List<NearMatch> near)
    implements Described {
  public Code {
    problems = List.copyOf(problems);
    near = List.copyOf(near);
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", text);
    fields.put("checked_by", checkedBy.isEmpty() ? "yaml" : "yaml, " + checkedBy);
    fields.put("problems", problems);
    fields.put("near", near.stream().map(NearMatch::fields).toList());
    return fields;
  }
}
