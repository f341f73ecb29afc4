package dev.bantam.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One key of a training configuration.
 *
 * @param name as in a file: {@code learning_rate}; the flag is {@code --learning-rate}
 * @param label what its value is, for help texts: {@code N}, {@code FILE}, {@code cosine|linear}
 * @param initial its value if none is given; null if there is none
 * @param parser makes the value of a text, or throws {@link IllegalArgumentException} saying what
 *     it should be
 * @param isList whether several values may be given
 * @param help one sentence
 */
public record Key<T>(
    String name,
    String label,
    @Nullable T initial,
    Function<List<String>, T> parser,
    boolean isList,
    String help) {

  /** The name as a flag. */
  public String flag() {
    return "--" + name.replace('_', '-');
  }

  /**
   * The value of what a user wrote.
   *
   * @throws IllegalArgumentException naming the key, the value and what it should be
   */
  T parse(List<String> texts) {
    if (!isList && texts.size() != 1) {
      throw new IllegalArgumentException(name + " takes one value, not " + texts.size());
    }
    try {
      return parser.apply(texts.stream().map(String::strip).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: '%s' %s".formatted(name, String.join(", ", texts), e.getMessage()), e);
    }
  }

  static Key<String> text(String name, String label, @Nullable String initial, String help) {
    return new Key<>(name, label, initial, texts -> nonEmpty(texts.getFirst()), false, help);
  }

  static Key<List<String>> texts(String name, String label, String help) {
    return new Key<>(
        name, label, List.of(), texts -> texts.stream().map(Key::nonEmpty).toList(), true, help);
  }

  private static String nonEmpty(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("is empty");
    }
    return text;
  }

  static Key<Boolean> flag(String name, String help) {
    Function<List<String>, Boolean> parser =
        texts ->
            switch (texts.getFirst().toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("should be true or false");
            };
    return new Key<>(name, "true|false", false, parser, false, help);
  }

  static <C extends Enum<C>> Key<C> choice(String name, Class<C> type, C initial, String help) {
    List<String> names = new ArrayList<>();
    for (C constant : type.getEnumConstants()) {
      names.add(constant.name().toLowerCase(Locale.ROOT));
    }
    Function<List<String>, C> parser =
        texts -> {
          int at = names.indexOf(texts.getFirst().toLowerCase(Locale.ROOT));
          if (at < 0) {
            throw new IllegalArgumentException("should be one of " + String.join(", ", names));
          }
          return type.getEnumConstants()[at];
        };
    return new Key<>(name, String.join("|", names), initial, parser, false, help);
  }

  static Key<Long> whole(String name, long from, long to, @Nullable Long initial, String help) {
    Function<List<String>, Long> parser =
        texts -> {
          double value = number(texts.getFirst(), "a whole number", (double) from, (double) to);
          if (value != Math.rint(value)) {
            throw new IllegalArgumentException("should be a whole number");
          }
          return (long) value;
        };
    return new Key<>(name, "N", initial, parser, false, help);
  }

  static Key<Double> number(
      String name, double from, double to, @Nullable Double initial, String help) {
    return new Key<>(
        name, "X", initial, texts -> number(texts.getFirst(), "a number", from, to), false, help);
  }

  private static double number(String text, String what, double from, double to) {
    String range = "should be %s from %s to %s".formatted(what, plain(from), plain(to));
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(range, e);
    }
    if (!(value >= from && value <= to)) {
      throw new IllegalArgumentException(range);
    }
    return value;
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
