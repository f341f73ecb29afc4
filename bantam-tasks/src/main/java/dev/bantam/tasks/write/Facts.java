package dev.bantam.tasks.write;

import dev.bantam.evaluate.metric.Faithfulness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a text states that its row does not: numbers, units, names. */
public enum Facts {
  /** Numbers in digits. */
  NUMBERS,

  /** Units and currencies beside numbers: a row that says 5 kg does not make 5 lb true. */
  UNITS,

  /** Words with a capital within a sentence; in German every noun, so leave it out there. */
  NAMES;

  /** Units by how they are written. */
  private static final Map<String, String> UNITS_BY_NAME = units();

  private static final String SIGNS = "%\u2030\u20ac$\u00a3\u00a5";

  private static Map<String, String> units() {
    String[] lines = {
      "mg milligram milligrams",
      "g gram grams gramm",
      "kg kilo kilos kilogram kilograms",
      "t ton tons tonne tonnes",
      "lb lbs pound pounds",
      "oz ounce ounces",
      "mm millimetre millimetres millimeter millimeters",
      "cm centimetre centimetres centimeter centimeters",
      "m metre metres meter meters",
      "km kilometre kilometres kilometer kilometers",
      "in inch inches zoll",
      "ft foot feet",
      "mi mile miles",
      "ml millilitre millilitres milliliter milliliters",
      "l litre litres liter liters",
      "gal gallon gallons",
      "w watt watts",
      "kw kilowatt kilowatts",
      "wh",
      "kwh",
      "v volt volts",
      "a amp amps ampere",
      "mah",
      "hz hertz",
      "khz",
      "mhz",
      "ghz",
      "kb",
      "mb megabyte megabytes",
      "gb gigabyte gigabytes",
      "tb terabyte terabytes",
      "c celsius",
      "f fahrenheit",
      "s second seconds sekunden",
      "min minute minutes minuten",
      "h hour hours stunden",
      "d day days tage",
      "week weeks wochen",
      "month months monate",
      "year years jahre",
      "\u20ac eur euro euros",
      "$ usd dollar dollars",
      "\u00a3 gbp",
      "\u00a5 jpy yen",
      "chf franken",
      "pln",
      "% percent prozent",
      "kcal calorie calories",
      "kj"
    };
    Map<String, String> units = new HashMap<>();
    for (String line : lines) {
      List<String> names = List.of(line.split(" ", -1));
      names.forEach(name -> units.put(name, names.getFirst()));
    }
    return Map.copyOf(units);
  }

  /**
   * What a text says beyond its source.
   *
   * @return for people, such as {@code number 40}
   */
  List<String> unsupported(String text, String source) {
    return switch (this) {
      case NUMBERS -> labelled("number", Faithfulness.unsupportedNumbers(text, source));
      case UNITS -> {
        List<String> units = new ArrayList<>(measured(text));
        units.removeAll(named(source));
        yield labelled("unit", units);
      }
      case NAMES ->
          labelled(
              "name",
              Faithfulness.unsupportedNames(text, source).stream()
                  .filter(name -> !name.equals("I"))
                  .toList());
    };
  }

  private static List<String> labelled(String label, List<String> found) {
    return found.stream().distinct().map(each -> label + " " + each).toList();
  }

  /** The units that stand beside numbers. */
  private static Set<String> measured(String text) {
    Set<String> units = new LinkedHashSet<>();
    for (int i = 0; i < text.length(); i++) {
      boolean digit = Character.isDigit(text.charAt(i));
      if (digit && i > 0 && SIGNS.indexOf(text.charAt(i - 1)) >= 0) {
        units.add(text.substring(i - 1, i));
      }
      if (digit && (i + 1 == text.length() || !Character.isDigit(text.charAt(i + 1)))) {
        add(text, i + 1, units);
      }
    }
    return units;
  }

  /** The unit that begins at an index, or after one blank, hyphen or degree sign. */
  private static void add(String text, int at, Set<String> units) {
    int from = at;
    while (from < text.length()
        && from < at + 2
        && " -\u00a0\u202f\u00b0".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    if (from < text.length() && SIGNS.indexOf(text.charAt(from)) >= 0) {
      units.add(text.substring(from, from + 1));
      return;
    }
    int end = from;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    String unit = UNITS_BY_NAME.get(text.substring(from, end).toLowerCase(Locale.ROOT));
    if (unit != null) {
      units.add(unit);
    }
  }

  /** All units of a row, whether beside a number or in the name of a column. */
  private static Set<String> named(String source) {
    Set<String> units = new LinkedHashSet<>(measured(source));
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= source.length(); i++) {
      char c = i < source.length() ? source.charAt(i) : ' ';
      if (Character.isLetter(c)) {
        word.append(Character.toLowerCase(c));
        continue;
      }
      String unit = UNITS_BY_NAME.get(word.toString());
      if (unit != null) {
        units.add(unit);
      }
      if (SIGNS.indexOf(c) >= 0) {
        units.add(String.valueOf(c));
      }
      word.setLength(0);
    }
    return units;
  }
}
