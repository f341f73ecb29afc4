package dev.bantam.server.ollama;

import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Durations as Ollama's clients write them: {@code "5m"}, {@code "1h30m"}, seconds, -1. */
final class KeepAlive {
  /** Beyond it, and below 0, is for ever. */
  private static final double MAX_SECONDS = 3.2e9;

  private KeepAlive() {}

  /** The field {@code keep_alive}; negative for ever; null if it is absent. */
  static @Nullable Duration read(JsonFields body) {
    JsonNode value = body.find("keep_alive");
    if (value == null) {
      return null;
    }
    double seconds = Double.NaN;
    if (value.isNumber()) {
      seconds = value.doubleValue();
    } else if (value.isString()) {
      seconds = seconds(value.stringValue().strip());
    }
    if (Double.isNaN(seconds)) {
      throw ApiException.bad(
          "keep_alive", "keep_alive must be seconds, or a duration such as \"5m\" or \"1h30m\"");
    }
    boolean forEver = seconds < 0 || seconds > MAX_SECONDS;
    return forEver ? Duration.ofSeconds(-1) : Duration.ofNanos((long) (seconds * 1e9));
  }

  /** Go's durations, and plain numbers of seconds; NaN for what is neither. */
  private static double seconds(String text) {
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    double sum = at == text.length() ? Double.NaN : 0;
    while (at < text.length()) {
      int number = at;
      while (at < text.length() && isNumeric(text.charAt(at))) {
        at++;
      }
      int unit = at;
      while (at < text.length() && !isNumeric(text.charAt(at))) {
        at++;
      }
      sum += number(text.substring(number, unit)) * unit(text.substring(unit, at));
    }
    return negative ? -sum : sum;
  }

  private static boolean isNumeric(char c) {
    return c >= '0' && c <= '9' || c == '.';
  }

  private static double number(String digits) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static double unit(String unit) {
    return switch (unit) {
      case "", "s" -> 1;
      case "ns" -> 1e-9;
      case "us", "µs", "μs" -> 1e-6;
      case "ms" -> 1e-3;
      case "m" -> 60;
      case "h" -> 3600;
      default -> Double.NaN;
    };
  }
}
