package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The text of {@code bytes}.
   *
   * @throws MalformedFileException naming the offset of the first byte that is not UTF-8
   */
  public static String decode(Path file, byte[] bytes) throws MalformedFileException {
    int fault = faultAt(bytes, 0, bytes.length);
    if (fault >= 0) {
      throw new MalformedFileException(file, fault, "not UTF-8");
    }
    return new String(bytes, UTF_8);
  }

  /** The offset of the first character in [from, to) that is not UTF-8, or -1 if all are. */
  static int faultAt(byte[] data, int from, int to) {
    int at = from;
    while (at < to) {
      int lead = data[at];
      int length = lead >= 0 ? 1 : sequence(data, at, to, lead & 0xFF);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return -1;
  }

  /**
   * Length of the character of two to four bytes that begins with {@code lead}; 0 if it is wrong.
   */
  private static int sequence(byte[] data, int at, int to, int lead) {
    int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || to - at < length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((data[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = data[at + 1] & 0xFF;
    boolean wrong =
        switch (lead) {
          case 0xE0 -> second < 0xA0; // overlong
          case 0xED -> second > 0x9F; // surrogate
          case 0xF0 -> second < 0x90; // overlong
          case 0xF4 -> second > 0x8F; // above U+10FFFF
          default -> false;
        };
    return wrong ? 0 : length;
  }
}
