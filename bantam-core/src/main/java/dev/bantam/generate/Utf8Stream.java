package dev.bantam.generate;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns bytes that come in pieces, cut anywhere, into text: a character appears when its last byte
 * has come; bytes that no character can hold become U+FFFD.
 */
final class Utf8Stream {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer rest = ByteBuffer.allocate(0);

  /** The text that became complete with these bytes. */
  String add(byte[] bytes) {
    ByteBuffer all = ByteBuffer.allocate(rest.remaining() + bytes.length).put(rest).put(bytes);
    CharBuffer text = CharBuffer.allocate(all.flip().remaining());
    decoder.decode(all, text, false);
    rest = all.slice();
    return text.flip().toString();
  }

  /** What is left when no more bytes come: U+FFFD for an unfinished character, or nothing. */
  String end() {
    String text = rest.hasRemaining() ? "\uFFFD" : "";
    rest = ByteBuffer.allocate(0);
    return text;
  }
}
