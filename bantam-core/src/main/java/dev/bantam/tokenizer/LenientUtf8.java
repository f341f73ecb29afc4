package dev.bantam.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 as the reference engine reads it: a byte that begins no well-formed sequence counts as
 * U+FFFD, one for each such byte. Surrogates written as three bytes are let through.
 */
final class LenientUtf8 {
  static final int REPLACEMENT = 0xFFFD;

  private LenientUtf8() {}

  /** A string's bytes; a lone surrogate becomes U+FFFD and not a question mark. */
  static byte[] bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        byte[] out = new byte[Math.multiplyExact(3, text.length())];
        return Arrays.copyOf(out, put(text, 0, text.length(), out, 0));
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Length that the first byte announces, 1 to 4; continuation bytes count as 1. */
  static int announced(byte first) {
    int high = (first & 0xff) >> 4;
    return high < 12 ? 1 : high < 14 ? 2 : high == 14 ? 3 : 4;
  }

  /** Length of the well-formed sequence at {@code at}, or 0. */
  static int length(byte[] text, int at, int end) {
    int first = text[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 0;
    if (length == 0 || at + length > end) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length == 4 && value(text, at, 4) > Character.MAX_CODE_POINT ? 0 : length;
  }

  private static int value(byte[] text, int at, int length) {
    int value = length == 1 ? text[at] : text[at] & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      value = value << 6 | (text[at + i] & 0x3f);
    }
    return value;
  }

  static int[] codePoints(byte[] text, int from, int to) {
    int[] out = new int[to - from];
    int n = 0;
    for (int at = from; at < to; n++) {
      int length = length(text, at, to);
      out[n] = length == 0 ? REPLACEMENT : value(text, at, length);
      at += Math.max(length, 1);
    }
    return Arrays.copyOf(out, n);
  }

  static String string(byte[] text, int from, int to) {
    int[] codePoints = codePoints(text, from, to);
    return new String(codePoints, 0, codePoints.length);
  }

  /** Writes {@code text[from, to)}, which must have room; returns the index after it. */
  static int put(String text, int from, int to, byte[] out, int at) {
    int n = at;
    for (int i = from; i < to; ) {
      int codePoint = text.codePointAt(i);
      boolean lone = codePoint >= 0xD800 && codePoint < 0xE000;
      n = put(lone ? REPLACEMENT : codePoint, out, n);
      i += Character.charCount(codePoint);
    }
    return n;
  }

  /** Writes one code point; returns the index after it. */
  static int put(int codePoint, byte[] out, int at) {
    if (codePoint < 0x80) {
      out[at++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      out[at++] = (byte) (0xC0 | codePoint >> 6);
      out[at++] = (byte) (0x80 | codePoint & 0x3f);
    } else if (codePoint < 0x10000) {
      out[at++] = (byte) (0xE0 | codePoint >> 12);
      out[at++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
      out[at++] = (byte) (0x80 | codePoint & 0x3f);
    } else {
      out[at++] = (byte) (0xF0 | codePoint >> 18);
      out[at++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
      out[at++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
      out[at++] = (byte) (0x80 | codePoint & 0x3f);
    }
    return at;
  }
}
