package dev.bantam.tasks.code;

import java.util.List;

/**
 * A playbook or list of tasks up to the cursor.
 *
 * @param text all of it, with its last line's end
 * @param indent blanks before the dash of the next task
 * @param begun name of a task that is begun already; empty if none is
 */
record Playbook(String text, int indent, String begun) {
  static final Playbook EMPTY = new Playbook("", 0, "");

  private static final String NAME = "- name:";

  static Playbook of(String text) {
    String file = text.isBlank() ? "" : text.stripTrailing() + "\n";
    List<String> lines = file.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return EMPTY;
    }
    String last = lines.getLast();
    int indent = indent(last);
    if (last.endsWith(":") && !last.strip().startsWith("- ")) {
      return new Playbook(file, indent + 2, ""); // tasks: or block:
    }
    for (String line : lines.reversed()) {
      if (line.strip().startsWith("- ") && indent(line) <= indent) {
        indent = indent(line);
        if (line.strip().startsWith(NAME)) {
          break; // deeper dashes may be lists of a task
        }
      }
    }
    String begun = last.strip().startsWith(NAME) ? last.strip().substring(NAME.length()) : "";
    return new Playbook(file, last.strip().equals("---") ? 0 : indent, unquoted(begun.strip()));
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static String unquoted(String text) {
    return YamlText.read("- " + text)
        .filter(List.class::isInstance)
        .map(List.class::cast)
        .filter(list -> list.getFirst() instanceof String)
        .map(list -> (String) list.getFirst())
        .orElse(text);
  }
}
