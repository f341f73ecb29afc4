package dev.bantam.generate.chat;

import dev.bantam.generate.chat.ReplyPart.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a list of calls with literal arguments, as Python writes them. */
final class PythonScanner {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;
  private int depth;

  PythonScanner(String text) {
    this.text = text;
  }

  /** Thrown where the text is something else. */
  private static final class Malformed extends Exception {
    private Malformed() {
      super("not a list of calls", null, false, false);
    }
  }

  /** The calls; none if the text is something else. */
  List<Call> calls() {
    try {
      boolean listed = accept('[');
      List<Call> calls = new ArrayList<>();
      do {
        calls.add(call());
      } while (accept(','));
      if (listed) {
        expect(']');
      }
      skipSpace();
      return at == text.length() ? calls : List.of();
    } catch (Malformed e) {
      return List.of();
    }
  }

  private Call call() throws Malformed {
    String name = name();
    expect('(');
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    while (!accept(')')) {
      if (!arguments.isEmpty()) {
        expect(',');
      }
      String key = name();
      expect('=');
      arguments.put(key, value());
    }
    return new Call(name, arguments);
  }

  private String name() throws Malformed {
    skipSpace();
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_-.".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (at == from) {
      throw new Malformed();
    }
    return text.substring(from, at);
  }

  private @Nullable Object value() throws Malformed {
    if (depth == MAX_DEPTH) {
      throw new Malformed();
    }
    depth++;
    skipSpace();
    char c = at < text.length() ? text.charAt(at) : ' ';
    Object value =
        switch (c) {
          case '\'', '"' -> string(c);
          case '[' -> list();
          case '{' -> map();
          default -> word(name(), c);
        };
    depth--;
    return value;
  }

  private static @Nullable Object word(String word, char first) throws Malformed {
    return switch (word) {
      case "None", "null" -> null;
      case "True", "true" -> true;
      case "False", "false" -> false;
      default -> {
        Object number = first == '-' || Character.isDigit(first) ? CallReader.json(word) : null;
        if (number == null) {
          throw new Malformed();
        }
        yield number;
      }
    };
  }

  private List<@Nullable Object> list() throws Malformed {
    expect('[');
    List<@Nullable Object> items = new ArrayList<>();
    while (!accept(']')) {
      if (!items.isEmpty()) {
        expect(',');
      }
      items.add(value());
    }
    return items;
  }

  private Map<String, @Nullable Object> map() throws Malformed {
    expect('{');
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    while (!accept('}')) {
      if (!entries.isEmpty()) {
        expect(',');
      }
      if (!(value() instanceof String key)) {
        throw new Malformed();
      }
      expect(':');
      entries.put(key, value());
    }
    return entries;
  }

  private String string(char quote) throws Malformed {
    StringBuilder string = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != quote; at++) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        at++;
        c = escaped(text.charAt(at));
      }
      string.append(c);
    }
    expect(quote);
    return string.toString();
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> c;
    };
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean accept(char c) {
    skipSpace();
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) throws Malformed {
    if (!accept(c)) {
      throw new Malformed();
    }
  }
}
