package dev.bantam.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Ids, one after the other, to text: a character is given out when all its bytes are there. For one
 * reader; not for many threads.
 */
public final class TextStream {
  private final Tokenizer tokenizer;
  private final boolean special;
  private byte[] pending = new byte[0];

  /**
   * Begins a text.
   *
   * @param special whether control tokens are written out; else they are nothing
   */
  public TextStream(Tokenizer tokenizer, boolean special) {
    this.tokenizer = tokenizer;
    this.special = special;
  }

  /** The text that became complete with this token; often all of it, sometimes none. */
  public String add(int id) {
    byte[] piece = tokenizer.piece(id, special);
    byte[] all = Arrays.copyOf(pending, pending.length + piece.length);
    System.arraycopy(piece, 0, all, pending.length, piece.length);
    int complete = all.length - unfinished(all);
    pending = Arrays.copyOfRange(all, complete, all.length);
    return new String(all, 0, complete, StandardCharsets.UTF_8);
  }

  /** What is left when no more ids come; a cut character is given out as U+FFFD. */
  public String finish() {
    String rest = new String(pending, StandardCharsets.UTF_8);
    pending = new byte[0];
    return rest;
  }

  /** How many bytes at the end begin a character that is not complete. */
  private static int unfinished(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      byte b = bytes[bytes.length - back];
      if ((b & 0xC0) != 0x80) {
        return LenientUtf8.announced(b) > back ? back : 0;
      }
    }
    return 0;
  }
}
