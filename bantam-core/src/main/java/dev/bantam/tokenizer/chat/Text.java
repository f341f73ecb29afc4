package dev.bantam.tokenizer.chat;

import dev.bantam.tokenizer.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A string of the template language that knows which of its characters are content (see {@link
 * Span}). Equality and order look at the characters alone. Positions count Java chars unless a
 * method says code points.
 */
final class Text implements Comparable<Text> {
  private static final int[] NOWHERE = {};
  static final Text EMPTY = new Text("", NOWHERE, false);

  private final String string;

  /** Where content begins, ends, begins again, ...: even length, strictly ascending. */
  private final int[] borders;

  /** Whether this is markup in Jinja's sense: joined with plain text, it escapes that. */
  private final boolean markup;

  /** In code points; -1 before it is asked for. */
  private int length = -1;

  private Text(String string, int[] borders, boolean markup) {
    this.string = string;
    this.borders = borders;
    this.markup = markup;
  }

  static Text template(String string) {
    return new Text(string, NOWHERE, false);
  }

  static Text content(String string) {
    return of(string, true);
  }

  static Text of(String string, boolean content) {
    boolean marked = content && !string.isEmpty();
    return new Text(string, marked ? new int[] {0, string.length()} : NOWHERE, false);
  }

  static Text of(String string, int[] borders) {
    return new Text(string, borders, false);
  }

  /** A text made from this one in a way that cannot tell which character came from which. */
  Text derive(String other) {
    return of(other, hasContent()).asMarkup(markup);
  }

  Text asMarkup(boolean is) {
    return is == markup ? this : new Text(string, borders, is);
  }

  String string() {
    return string;
  }

  boolean isMarkup() {
    return markup;
  }

  boolean hasContent() {
    return borders.length > 0;
  }

  int[] borders() {
    return borders;
  }

  boolean isEmpty() {
    return string.isEmpty();
  }

  /** In Java chars. */
  int chars() {
    return string.length();
  }

  /** In code points, as the language counts. */
  int length() {
    if (length < 0) {
      length = string.codePointCount(0, string.length());
    }
    return length;
  }

  /** Whether every code point is one Java char. */
  boolean isNarrow() {
    return length() == string.length();
  }

  /** Position in Java chars of a code point. */
  int offset(int codePoint) {
    return isNarrow() ? codePoint : string.offsetByCodePoints(0, codePoint);
  }

  /** Code points before a position in Java chars. */
  int codePoints(int offset) {
    return string.codePointCount(0, offset);
  }

  Text slice(int from, int to) {
    if (from == 0 && to == string.length()) {
      return this;
    }
    return new Text(string.substring(from, to), cut(from, to), markup);
  }

  private int[] cut(int from, int to) {
    if (borders.length == 0 || from >= to) {
      return NOWHERE;
    }
    int[] kept = new int[borders.length];
    int n = 0;
    for (int i = firstRange(from); i < borders.length && borders[i] < to; i += 2) {
      int begin = Math.max(borders[i], from);
      int end = Math.min(borders[i + 1], to);
      if (begin < end) {
        kept[n++] = begin - from;
        kept[n++] = end - from;
      }
    }
    return Arrays.copyOf(kept, n);
  }

  /** The first range that ends after a position. */
  private int firstRange(int position) {
    int found = Arrays.binarySearch(borders, position);
    int index = found >= 0 ? found + 1 : -found - 1;
    return index & ~1;
  }

  /** Whether the character at a position is content. */
  boolean isContent(int position) {
    int found = Arrays.binarySearch(borders, position);
    int begun = found >= 0 ? found + 1 : -found - 1;
    return (begun & 1) == 1;
  }

  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    int at = 0;
    for (int i = 0; i <= borders.length; i++) {
      int end = i < borders.length ? borders[i] : string.length();
      if (end > at) {
        spans.add(new Span(string.substring(at, end), (i & 1) == 1));
      }
      at = end;
    }
    return spans;
  }

  @Override
  public int compareTo(Text other) {
    int n = Math.min(string.length(), other.string.length());
    for (int i = 0; i < n; i++) {
      char a = string.charAt(i);
      char b = other.string.charAt(i);
      if (a != b) { // surrogates stand for code points above every other char
        boolean aHigh = Character.isSurrogate(a);
        return aHigh == Character.isSurrogate(b) ? Character.compare(a, b) : aHigh ? 1 : -1;
      }
    }
    return Integer.compare(string.length(), other.string.length());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text && string.equals(text.string);
  }

  @Override
  public int hashCode() {
    return string.hashCode();
  }

  @Override
  public String toString() {
    return string;
  }
}
