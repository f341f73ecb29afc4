package dev.bantam.tokenizer.chat;

import java.util.Arrays;

/** Puts a {@link Text} together and keeps track of what is content; refuses to grow past limits. */
final class TextBuilder {
  private final Meter meter;
  private final StringBuilder out = new StringBuilder();
  private int[] borders = new int[4];
  private int count;

  TextBuilder(Meter meter) {
    this.meter = meter;
  }

  TextBuilder append(Text text) {
    int at = out.length();
    grow(text.chars());
    out.append(text.string());
    int[] ranges = text.borders();
    for (int i = 0; i < ranges.length; i += 2) {
      mark(at + ranges[i], at + ranges[i + 1]);
    }
    return this;
  }

  /** Appends the characters from one position to another. */
  TextBuilder append(Text text, int from, int to) {
    return from < to ? append(text.slice(from, to)) : this;
  }

  /** Appends text of the template or of the interpreter itself. */
  TextBuilder append(String text) {
    return append(text, false);
  }

  TextBuilder append(String text, boolean content) {
    int at = out.length();
    grow(text.length());
    out.append(text);
    if (content && !text.isEmpty()) {
      mark(at, out.length());
    }
    return this;
  }

  TextBuilder append(char c) {
    grow(1);
    out.append(c);
    return this;
  }

  TextBuilder repeat(Text text, long times) {
    if (text.chars() > 0) {
      meter.text(Math.multiplyExact(text.chars(), Math.max(0, times)));
      for (long i = 0; i < times; i++) {
        append(text);
      }
    }
    return this;
  }

  private void grow(int chars) {
    meter.fits((long) out.length() + chars);
    meter.chars(chars);
  }

  private void mark(int begin, int end) {
    if (count > 0 && borders[count - 1] == begin) {
      borders[count - 1] = end;
      return;
    }
    meter.range();
    if (count == borders.length) {
      borders = Arrays.copyOf(borders, 2 * count);
    }
    borders[count++] = begin;
    borders[count++] = end;
  }

  boolean isEmpty() {
    return out.isEmpty();
  }

  int length() {
    return out.length();
  }

  boolean hasContent() {
    return count > 0;
  }

  Text text() {
    return out.isEmpty() ? Text.EMPTY : Text.of(out.toString(), Arrays.copyOf(borders, count));
  }
}
