package dev.bantam.tokenizer;

import java.util.Arrays;

/**
 * GPT-2's alphabet: each of the 256 bytes has a visible character, so that a vocabulary of byte
 * strings can be written as text (a space is {@code Ġ}, a newline {@code Ċ}).
 */
final class ByteLevel {
  private static final char[] CHARS = chars();
  private static final short[] BYTES = bytes();

  private ByteLevel() {}

  private static char[] chars() {
    char[] chars = new char[256];
    char next = 256;
    for (int b = 0; b < 256; b++) {
      boolean visible = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
      chars[b] = visible ? (char) b : next++;
    }
    return chars;
  }

  private static short[] bytes() {
    short[] bytes = new short[512];
    Arrays.fill(bytes, (short) -1);
    for (int b = 0; b < 256; b++) {
      bytes[CHARS[b]] = (short) b;
    }
    return bytes;
  }

  /** The character that stands for a byte. */
  static char charOf(byte b) {
    return CHARS[b & 0xFF];
  }

  /** The byte that a character stands for, or -1. */
  static int byteOf(int c) {
    return c < BYTES.length ? BYTES[c] : -1;
  }

  /**
   * Writes the bytes that {@code text[from, to)} stands for.
   *
   * @return the index after them, or -1 if the text has characters outside the alphabet
   */
  static int decode(String text, int from, int to, byte[] out, int at) {
    int n = at;
    for (int i = from; i < to; i++) {
      int b = byteOf(text.charAt(i));
      if (b < 0) {
        return -1;
      }
      out[n++] = (byte) b;
    }
    return n;
  }
}
