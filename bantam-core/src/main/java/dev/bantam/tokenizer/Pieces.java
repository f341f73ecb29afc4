package dev.bantam.tokenizer;

import java.io.ByteArrayOutputStream;

/** The bytes that a token stands for in a text. */
enum Pieces {
  /** The token's text is written in {@link ByteLevel}'s alphabet. */
  BYTE_LEVEL {
    @Override
    byte[] decode(String text) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
      for (int i = 0; i < text.length(); ) {
        int c = text.codePointAt(i);
        int b = ByteLevel.byteOf(c);
        byte[] bytes = b >= 0 ? new byte[] {(byte) b} : LenientUtf8.bytes(unknown(c, text));
        out.write(bytes, 0, bytes.length);
        i += Character.charCount(c);
      }
      return out.toByteArray();
    }
  },
  /** {@code ▁} is a space. */
  METASPACE {
    @Override
    byte[] decode(String text) {
      return LenientUtf8.bytes(text.replace('▁', ' '));
    }
  },
  /** The token's text as it is. */
  PLAIN {
    @Override
    byte[] decode(String text) {
      return LenientUtf8.bytes(text);
    }
  };

  private static final byte[] NONE = {};

  /** The bytes of a normal token. */
  abstract byte[] decode(String text);

  /**
   * The bytes of any token; a control token has none unless {@code special}.
   *
   * @throws IndexOutOfBoundsException if there is no such token
   */
  byte[] of(Vocabulary vocabulary, int id, boolean special) {
    String text = vocabulary.text(id);
    if (vocabulary.is(id, Vocabulary.CONTROL | Vocabulary.UNKNOWN)) {
      return special ? LenientUtf8.bytes(text) : NONE;
    }
    if (vocabulary.is(id, Vocabulary.USER_DEFINED)) {
      return LenientUtf8.bytes(text);
    }
    if (vocabulary.is(id, Vocabulary.NORMAL)) {
      return decode(text);
    }
    boolean isByte = vocabulary.is(id, Vocabulary.BYTE);
    return isByte ? new byte[] {(byte) byteValue(text)} : NONE;
  }

  /** The value of {@code <0x0A>}; 0 for what is not of that form. */
  private static int byteValue(String text) {
    int high = text.length() == 6 ? Character.digit(text.charAt(3), 16) : -1;
    int low = text.length() == 6 ? Character.digit(text.charAt(4), 16) : -1;
    return high < 0 || low < 0 ? 0 : high << 4 | low;
  }

  /** What the reference engine prints for a character outside the alphabet. */
  private static String unknown(int codePoint, String text) {
    StringBuilder out = new StringBuilder("[UNK_BYTE_0x");
    for (byte b : LenientUtf8.bytes(Character.toString(codePoint))) {
      out.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return out.append(text).append(']').toString();
  }
}
