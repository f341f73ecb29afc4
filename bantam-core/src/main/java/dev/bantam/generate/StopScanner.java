package dev.bantam.generate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for stop strings in text that comes in pieces. Text that may be the beginning of a stop
 * string is held back until it is known not to be.
 */
final class StopScanner {
  private final List<String> stops;
  private final int longest;
  private final StringBuilder held = new StringBuilder();
  private @Nullable String found;

  StopScanner(List<String> stops) {
    this.stops = List.copyOf(stops);
    this.longest = stops.stream().mapToInt(String::length).max().orElse(0);
  }

  /** The stop string that was found, or null. */
  @Nullable String found() {
    return found;
  }

  /** Adds text; returns what is now certain to stand before any stop string. */
  String add(String text) {
    if (found != null) {
      return "";
    }
    held.append(text);
    int cut = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (cut < 0 || at < cut)) {
        cut = at;
        found = stop;
      }
    }
    return found != null ? take(cut, held.length()) : take(safe(), safe());
  }

  /** The text still held back, when no more comes. */
  String end() {
    return found != null ? "" : take(held.length(), held.length());
  }

  /** How much of the held text no stop string can begin in. */
  private int safe() {
    for (int at = Math.max(0, held.length() - longest + 1); at < held.length(); at++) {
      String tail = held.substring(at);
      if (stops.stream().anyMatch(stop -> stop.startsWith(tail))) {
        return at;
      }
    }
    return held.length();
  }

  private String take(int end, int drop) {
    String text = held.substring(0, end);
    held.delete(0, drop);
    return text;
  }
}
