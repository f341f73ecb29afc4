package dev.bantam.tasks.code;

import dev.bantam.tasks.code.AnsibleModules.Option;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Pieces of a grammar (GBNF) for lines of YAML in block style. */
final class YamlGrammar {
  /**
   * Scalars: plain ones that no YAML parser takes for something else, quoted ones, and a variable
   * of Jinja.
   */
  private static final String SCALARS =
      """
      str ::= plain | double | single
      plain ::= (first | "-" inner | "~" inner) more{0,150}
      more ::= inner | ":" inner | " " after
      first ::= [A-Za-z0-9/._$^+(] | foreign
      inner ::= [!-9;-~] | foreign
      after ::= [!-"$-9;-~] | foreign
      foreign ::= [\\u00a1-\\u1fff\\u2030-\\ud7ff\\uf900-\\ufaff]
      double ::= "\\"" ([ !#-\\[\\]-~] | foreign | "\\\\" ["\\\\nt]){0,200} "\\""
      single ::= "'" ([ -&(-~] | foreign | "''"){0,200} "'"
      jinja ::= "\\"{{ " [a-z_] [A-Za-z0-9_.]{0,40} " }}\\""
      bool ::= "true" | "false" | "yes" | "no" | jinja
      int ::= "-"? ("0" | [1-9] [0-9]{0,9}) | jinja
      float ::= "-"? [0-9]{1,9} ("." [0-9]{1,9})? | jinja
      name ::= [a-z_] [a-z0-9_]{0,40}
      module ::= name ("." name){0,2}
      """;

  private YamlGrammar() {}

  /** A grammar of lines of which one comes next; {@code end} for that none does. */
  static String of(List<String> lines, boolean end) {
    List<String> all = new ArrayList<>(lines);
    if (end) {
      all.add("\"\\n\"");
      all.add("\"```\"");
      all.add("\"\"");
    }
    return "root ::= " + String.join(" | ", all) + "\n" + SCALARS;
  }

  /** Exactly this text. */
  static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                literal.append('\\').appendCodePoint(c);
              } else if (c == '\n') {
                literal.append("\\n");
              } else if (c < ' ' || c == 0x7f) {
                literal.append(String.format(Locale.ROOT, "\\x%02x", c));
              } else {
                literal.appendCodePoint(c);
              }
            });
    return literal.append('"').toString();
  }

  /** Any of these texts, which share their beginnings: thousands cost little. */
  static String anyOf(Collection<String> texts) {
    return anyOf(new TreeSet<>(texts), 0);
  }

  private static String anyOf(Set<String> sorted, int from) {
    List<String> ways = new ArrayList<>();
    Map<String, Set<String>> groups = new TreeMap<>();
    for (String text : sorted) {
      String head = text.length() == from ? "" : text.substring(from, from + 1);
      groups.computeIfAbsent(head, _ -> new TreeSet<>()).add(text);
    }
    groups.forEach(
        (head, group) -> {
          int shared = head.isEmpty() ? from : shared(group);
          String literal = literal(group.iterator().next().substring(from, shared));
          boolean ends = group.size() == 1;
          ways.add(ends ? literal : literal + " (" + anyOf(group, shared) + ")");
        });
    return String.join(" | ", ways);
  }

  private static int shared(Set<String> texts) {
    String first = texts.iterator().next();
    int shared = first.length();
    for (String text : texts) {
      int same = 0;
      while (same < Math.min(shared, text.length()) && text.charAt(same) == first.charAt(same)) {
        same++;
      }
      shared = same;
    }
    return shared;
  }

  /** A name that is none of these. */
  static String nameBut(Set<String> taken) {
    return nameBut(new TreeSet<>(taken), "", 0);
  }

  private static String nameBut(Set<String> taken, String begun, int depth) {
    Map<Character, Set<String>> next = new TreeMap<>();
    for (String name : taken) {
      if (name.length() > begun.length() && name.startsWith(begun)) {
        next.computeIfAbsent(name.charAt(begun.length()), _ -> new TreeSet<>()).add(name);
      }
    }
    List<String> ways = new ArrayList<>();
    String others = others(next.keySet(), depth == 0);
    if (!others.isEmpty()) {
      ways.add(others + " [a-z0-9_]{0,30}");
    }
    next.forEach(
        (c, names) ->
            ways.add(literal(c.toString()) + " (" + nameBut(names, begun + c, depth + 1) + ")"));
    if (depth > 0 && !taken.contains(begun)) {
      ways.add("\"\"");
    }
    return String.join(" | ", ways);
  }

  private static String others(Set<Character> but, boolean first) {
    String all = "abcdefghijklmnopqrstuvwxyz_" + (first ? "" : "0123456789");
    String others =
        all.chars()
            .filter(c -> !but.contains((char) c))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return others.isEmpty() ? "" : "[" + others + "]";
  }

  /** What may stand after the colon of an option, its line's end included. */
  static String value(Option option) {
    List<String> ways = new ArrayList<>();
    switch (option.type()) {
      case "dict", "json", "jsonarg" -> {
        ways.add("\" \" jinja");
        ways.add("\"\"");
      }
      case "list" -> {
        boolean plain = !option.elements().equals("dict") && !option.elements().equals("list");
        ways.add("\" \" " + (plain ? scalar(option.elements(), option.choices()) : "jinja"));
        ways.add("\"\"");
      }
      default -> ways.add("\" \" " + scalar(option.type(), option.choices()));
    }
    return "\":\" (" + String.join(" | ", ways) + ") \"\\n\"";
  }

  /** A value that stands on its line. */
  static String scalar(String type, List<String> choices) {
    if (!choices.isEmpty() && !type.equals("bool")) {
      return "(" + anyOf(choices.stream().map(YamlText::scalar).toList()) + " | jinja)";
    }
    return switch (type) {
      case "bool", "int", "float" -> type;
      default -> "str";
    };
  }
}
