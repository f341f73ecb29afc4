package dev.bantam.tokenizer.chat;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Dates and times as C's strftime writes them in the C locale. */
final class TimeFormat {
  private TimeFormat() {}

  static String format(String format, LocalDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char directive = format.charAt(++i);
      boolean unpadded = directive == '-' && i + 1 < format.length();
      if (unpadded) {
        directive = format.charAt(++i);
      }
      String field = field(directive, time);
      out.append(unpadded ? withoutPadding(field) : field);
    }
    return out.toString();
  }

  private static String withoutPadding(String field) {
    int from = 0;
    while (from < field.length() - 1 && (field.charAt(from) == '0' || field.charAt(from) == ' ')) {
      from++;
    }
    return field.substring(from);
  }

  private static String field(char directive, LocalDateTime time) {
    return switch (directive) {
      case 'Y' -> Integer.toString(time.getYear());
      case 'y' -> padded(time.getYear() % 100, 2);
      case 'C' -> padded(time.getYear() / 100, 2);
      case 'm' -> padded(time.getMonthValue(), 2);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' ->
          time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
      case 'd' -> padded(time.getDayOfMonth(), 2);
      case 'e' -> spaced(time.getDayOfMonth());
      case 'j' -> padded(time.getDayOfYear(), 3);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'a' ->
          time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'U' -> padded(week(time, 7), 2);
      case 'W' -> padded(week(time, 1), 2);
      case 'V' -> padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'H' -> padded(time.getHour(), 2);
      case 'k' -> spaced(time.getHour());
      case 'I' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2);
      case 'l' -> spaced(time.get(ChronoField.CLOCK_HOUR_OF_AMPM));
      case 'M' -> padded(time.getMinute(), 2);
      case 'S' -> padded(time.getSecond(), 2);
      case 'f' -> padded(time.getNano() / 1000, 6);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'Z', 'z' -> "";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> composed(directive, time);
    };
  }

  private static String composed(char directive, LocalDateTime time) {
    return switch (directive) {
      case 'D', 'x' -> format("%m/%d/%y", time);
      case 'F' -> format("%Y-%m-%d", time);
      case 'T', 'X' -> format("%H:%M:%S", time);
      case 'R' -> format("%H:%M", time);
      case 'r' -> format("%I:%M:%S %p", time);
      case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
      default -> "%" + directive;
    };
  }

  /** Weeks of the year begun so far, where weeks begin on a day (1 is Monday). */
  private static int week(LocalDateTime time, int firstDay) {
    int sinceFirst = Math.floorMod(time.getDayOfWeek().getValue() - firstDay, 7);
    return (time.getDayOfYear() + 6 - sinceFirst) / 7;
  }

  private static String padded(int number, int width) {
    String digits = Integer.toString(number);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String spaced(int number) {
    return number < 10 ? " " + number : Integer.toString(number);
  }
}
