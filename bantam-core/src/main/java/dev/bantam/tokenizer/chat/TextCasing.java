package dev.bantam.tokenizer.chat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/** The methods of strings about upper and lower case, and about kinds of characters. */
final class TextCasing {
  static final Map<String, TextMethods.Method> METHODS = new HashMap<>();

  static {
    METHODS.put("upper", (_, self, arguments) -> upper(none(arguments, self)));
    METHODS.put("lower", (_, self, arguments) -> lower(none(arguments, self)));
    METHODS.put("casefold", (_, self, arguments) -> caseFold(none(arguments, self)));
    METHODS.put("title", (_, self, arguments) -> title(none(arguments, self)));
    METHODS.put("capitalize", (_, self, arguments) -> capitalize(none(arguments, self)));
    METHODS.put("swapcase", (_, self, arguments) -> swapCase(none(arguments, self)));
    METHODS.put("isupper", (_, self, arguments) -> isUpper(none(arguments, self).string()));
    METHODS.put("islower", (_, self, arguments) -> isLower(none(arguments, self).string()));
    METHODS.put("istitle", (_, self, arguments) -> isTitle(none(arguments, self).string()));
    METHODS.put("isalpha", all(Character::isLetter));
    METHODS.put("isdecimal", all(Character::isDigit));
    METHODS.put("isdigit", all(TextCasing::isDigit));
    METHODS.put("isnumeric", all(TextCasing::isNumeric));
    METHODS.put("isalnum", all(c -> Character.isLetter(c) || isNumeric(c)));
    METHODS.put("isspace", all(Chars::isSpace));
    METHODS.put("isprintable", allOrEmpty(Printer::isPrintable));
    METHODS.put("isascii", allOrEmpty(c -> c < 128));
    METHODS.put(
        "isidentifier",
        (_, self, _) ->
            !self.isEmpty()
                && Chars.isNameStart(self.string().codePointAt(0))
                && self.string().codePoints().allMatch(Chars::isNamePart));
  }

  private TextCasing() {}

  private static Text none(Arguments arguments, Text self) {
    arguments.bind("the method", 0);
    return self;
  }

  private static TextMethods.Method all(IntPredicate predicate) {
    return (_, self, arguments) ->
        !none(arguments, self).isEmpty() && self.string().codePoints().allMatch(predicate);
  }

  private static TextMethods.Method allOrEmpty(IntPredicate predicate) {
    return (_, self, arguments) -> none(arguments, self).string().codePoints().allMatch(predicate);
  }

  /** Content stays where it was if every character kept its place. */
  private static Text mapped(Text self, String mapped) {
    return mapped.length() == self.chars()
        ? Text.of(mapped, self.borders()).asMarkup(self.isMarkup())
        : self.derive(mapped);
  }

  static Text upper(Text self) {
    return mapped(self, self.string().toUpperCase(Locale.ROOT));
  }

  static Text lower(Text self) {
    return mapped(self, self.string().toLowerCase(Locale.ROOT));
  }

  private static Text caseFold(Text self) {
    String folded = self.string().toLowerCase(Locale.ROOT).replace("ß", "ss").replace('ς', 'σ');
    return mapped(self, folded);
  }

  private static String titleCase(int c) {
    int title = Character.toTitleCase(c);
    String upper = Character.toString(c).toUpperCase(Locale.ROOT);
    return title == c && upper.codePointCount(0, upper.length()) > 1
        ? upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT)
        : Character.toString(title);
  }

  static Text capitalize(Text self) {
    if (self.isEmpty()) {
      return self;
    }
    int first = self.string().codePointAt(0);
    String rest = self.string().substring(Character.charCount(first));
    return mapped(self, titleCase(first) + rest.toLowerCase(Locale.ROOT));
  }

  private static Text title(Text self) {
    StringBuilder out = new StringBuilder();
    boolean within = false;
    for (int c : self.string().codePoints().toArray()) {
      out.append(within ? Character.toString(Character.toLowerCase(c)) : titleCase(c));
      within = isCased(c);
    }
    return mapped(self, out.toString());
  }

  private static Text swapCase(Text self) {
    StringBuilder out = new StringBuilder();
    for (int c : self.string().codePoints().toArray()) {
      String one = Character.toString(c);
      out.append(
          Character.isUpperCase(c) ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT));
    }
    return mapped(self, out.toString());
  }

  /** The filter title: words begin after white space, a hyphen or an opening bracket. */
  static Text titleWords(Text self) {
    StringBuilder out = new StringBuilder();
    boolean within = false;
    for (int c : self.string().codePoints().toArray()) {
      String one = Character.toString(c);
      boolean separator = Chars.isSpace(c) || "-({[<".indexOf(c) >= 0;
      out.append(within ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT));
      within = !separator;
    }
    return mapped(self, out.toString());
  }

  private static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  private static boolean isTitle(String text) {
    boolean within = false;
    boolean any = false;
    for (int c : text.codePoints().toArray()) {
      boolean upper = Character.isUpperCase(c) || Character.isTitleCase(c);
      if (upper && within || Character.isLowerCase(c) && !within) {
        return false;
      }
      within = isCased(c);
      any |= within;
    }
    return any;
  }

  private static boolean isDigit(int c) {
    return Character.isDigit(c)
        || c == 0xb2
        || c == 0xb3
        || c == 0xb9
        || c == 0x2070
        || c >= 0x2074 && c <= 0x2079
        || c >= 0x2080 && c <= 0x2089
        || c >= 0x2460 && c <= 0x2468;
  }

  private static boolean isNumeric(int c) {
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }
}
