package dev.bantam.tokenizer.chat;

import dev.bantam.format.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a caller's plain data into values of the language, marking what is content. */
final class Inputs {
  private Inputs() {}

  /**
   * Strings, and keys of maps, become content if {@code content} says so. A role is the exception:
   * templates print it between control tokens, so one that is a plain word, which no control token
   * is, counts as the template's.
   */
  static Object value(@Nullable Object data, boolean content) {
    return value(data, content, 0);
  }

  private static Object value(@Nullable Object data, boolean content, int depth) {
    if (depth > Limits.TEMPLATE_DEPTH) {
      throw new TemplateException("variables nest deeper than " + Limits.TEMPLATE_DEPTH);
    }
    return switch (data) {
      case null -> None.NONE;
      case CharSequence text -> Text.of(text.toString(), content);
      case Boolean truth -> truth;
      case Double number -> number;
      case Float number -> number.doubleValue();
      case Long number -> number;
      case Integer number -> number.longValue();
      case Map<?, ?> map -> dict(map, content, depth);
      case Iterable<?> items -> {
        List<Object> list = new ArrayList<>();
        for (Object item : items) {
          list.add(value(item, content, depth + 1));
        }
        yield Sequence.list(list);
      }
      default ->
          throw new TemplateException(
              "variables should be plain data, which " + data.getClass().getName() + " is not");
    };
  }

  private static Dict dict(Map<?, ?> map, boolean content, int depth) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      boolean role =
          "role".equals(entry.getKey()) && entry.getValue() instanceof String s && isWord(s);
      Object value = value(entry.getValue(), content && !role, depth + 1);
      Dict.put(entries, value(entry.getKey(), content, depth + 1), value);
    }
    return new Dict(entries);
  }

  private static boolean isWord(String role) {
    return role.chars()
        .allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-');
  }
}
