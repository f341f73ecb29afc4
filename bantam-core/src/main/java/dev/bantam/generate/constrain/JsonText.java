package dev.bantam.generate.constrain;

import static dev.bantam.generate.constrain.Expression.text;

import java.util.ArrayList;
import java.util.List;

/** Characters as they are written in a JSON string: some only with an escape. */
final class JsonText {
  private static final String SHORT = "\"\\\b\f\n\r\t";
  private static final List<String> ESCAPES =
      List.of("\\\"", "\\\\", "\\b", "\\f", "\\n", "\\r", "\\t");

  private JsonText() {}

  /** Any one character of a set. */
  static Expression of(CodePoints set) {
    List<Expression> ways = new ArrayList<>();
    CodePoints plain = set.without(JsonRules.PLAIN.complement());
    if (!plain.isEmpty()) {
      ways.add(new Expression.OneOf(plain));
    }
    for (int c = 0; c <= 0x7F; c++) {
      if (set.contains(c) && !JsonRules.PLAIN.contains(c)) {
        int i = SHORT.indexOf(c);
        ways.add(text(i >= 0 ? ESCAPES.get(i) : "\\u%04x".formatted(c)));
      }
    }
    return ways.size() == 1 ? ways.getFirst() : new Expression.Choice(ways);
  }
}
