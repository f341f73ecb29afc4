package dev.bantam.tasks.document;

import dev.bantam.format.MalformedFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/** Bytes as text, in whatever encoding they are. */
final class Encoding {
  private static final Charset WESTERN = Charset.forName("windows-1252");
  private static final char BOM = '\ufeff';
  private static final char REPLACEMENT = '\ufffd';

  private Encoding() {}

  /**
   * What bytes say: in UTF-16 or UTF-8 if they are, though a little damaged, else in what they are
   * most likely.
   *
   * @throws MalformedFileException if too much of it is no text
   */
  static String decode(String name, byte[] bytes) throws IOException {
    String text = decoded(bytes);
    long damaged = text.chars().filter(Encoding::isDamage).count();
    if (damaged > text.length() / DocumentLimits.DAMAGED) {
      throw new MalformedFileException(
          name,
          -1,
          "is no text in any encoding: %,d of its %,d characters are damaged"
              .formatted(damaged, text.length()));
    }
    if (text.length() > DocumentLimits.CHARS) {
      throw new MalformedFileException(name, -1, tooMuchText());
    }
    return !text.isEmpty() && text.charAt(0) == BOM ? text.substring(1) : text;
  }

  static String tooMuchText() {
    return "holds more than %,d characters of text".formatted(DocumentLimits.CHARS);
  }

  /** Whether bytes of no known kind look like text in an encoding that is none of Unicode's. */
  static boolean isLikely(byte[] bytes) {
    if (wide(bytes) != null) {
      return true;
    }
    int controls = 0;
    for (byte b : bytes) {
      controls += b >= 0 && isDamage(b) ? 1 : 0;
    }
    return controls <= bytes.length / DocumentLimits.DAMAGED;
  }

  private static boolean isDamage(int c) {
    return c == REPLACEMENT || (c < ' ' && "\t\n\r\f\b\u001b".indexOf(c) < 0);
  }

  private static String decoded(byte[] bytes) throws IOException {
    Charset wide = wide(bytes);
    if (wide != null) {
      return new String(bytes, wide);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      String lenient = new String(bytes, StandardCharsets.UTF_8);
      long broken = lenient.chars().filter(c -> c == REPLACEMENT).count();
      long whole = lenient.chars().filter(c -> c >= 0x80 && c != REPLACEMENT).count();
      return whole > broken ? lenient : new String(bytes, guessed(bytes));
    }
  }

  /** UTF-16, known by its mark or by the zeros in every other byte; null if it is not. */
  private static @Nullable Charset wide(byte[] bytes) {
    if (bytes.length < 2) {
      return null;
    }
    int mark = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    if (mark == 0xfeff || mark == 0xfffe) {
      return StandardCharsets.UTF_16;
    }
    int[] zeros = new int[2];
    int n = Math.min(bytes.length, 4096) & ~1;
    for (int i = 0; i < n; i++) {
      zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
    }
    if (4 * (zeros[0] + zeros[1]) < n) {
      return null;
    }
    if (zeros[0] == 0) {
      return StandardCharsets.UTF_16LE;
    }
    return zeros[1] == 0 ? StandardCharsets.UTF_16BE : null;
  }

  private static Charset guessed(byte[] bytes) throws IOException {
    for (EncodingDetector detector : Kinds.ENCODINGS) {
      Charset found = detector.detect(new ByteArrayInputStream(bytes), new Metadata());
      if (found != null) {
        return found;
      }
    }
    return WESTERN;
  }
}
