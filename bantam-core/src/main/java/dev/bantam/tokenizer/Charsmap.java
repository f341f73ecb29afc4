package dev.bantam.tokenizer;

import dev.bantam.format.MalformedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SentencePiece's precompiled character map: a double-array trie of the texts to replace (Kanda
 * 2018), and their replacements.
 *
 * <p>A unit of the array holds its label in bits 0-7, whether a value follows in bit 8, and the
 * offset to its children in bits 10-30, shifted by 8 more where bit 9 is set; a value is marked by
 * bit 31.
 */
final class Charsmap {
  private final int[] units;
  private final byte[] replacements; // each ends with 0

  Charsmap(String source, byte[] map) throws MalformedFileException {
    if (map.length < 4) {
      throw wrong(source, "is shorter than its own length field");
    }
    ByteBuffer in = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
    long trieBytes = Integer.toUnsignedLong(in.getInt());
    if (trieBytes >= in.remaining()) {
      throw wrong(source, "claims a trie of " + trieBytes + " bytes and has " + in.remaining());
    }
    units = new int[(int) trieBytes / Integer.BYTES];
    in.asIntBuffer().get(units);
    in.position(Integer.BYTES + (int) trieBytes);
    replacements = new byte[in.remaining()];
    in.get(replacements);
    if (replacements[replacements.length - 1] != 0) {
      throw wrong(source, "does not end its last replacement");
    }
  }

  private static MalformedFileException wrong(String source, String what) {
    return new MalformedFileException(source, -1, "the precompiled character map " + what);
  }

  /**
   * A text's beginning that has a replacement.
   *
   * @param length bytes that are replaced; 0 for none
   * @param from where the replacement begins in {@link #replacements}
   * @param to where it ends
   */
  record Match(int length, int from, int to) {
    static final Match NONE = new Match(0, 0, 0);
  }

  /** The longest, or the shortest, replaceable beginning of {@code text[at, end)}. */
  Match match(byte[] text, int at, int end, boolean longest) {
    Match match = Match.NONE;
    int node = offset(unit(0));
    for (int i = at; i < end && text[i] != 0; i++) {
      node ^= text[i] & 0xff;
      int unit = unit(node);
      if ((unit & (1 << 31 | 0xff)) != (text[i] & 0xff)) {
        break;
      }
      node ^= offset(unit);
      if ((unit >>> 8 & 1) != 0) {
        match = replacement(i + 1 - at, unit(node) & Integer.MAX_VALUE, match);
        if (!longest) {
          break;
        }
      }
    }
    return match;
  }

  byte[] replacements() {
    return replacements;
  }

  private Match replacement(int length, int from, Match otherwise) {
    if (from >= replacements.length) {
      return otherwise;
    }
    int to = from;
    while (replacements[to] != 0) {
      to++;
    }
    return new Match(length, from, to);
  }

  /** A unit; past the end of a damaged array there is one that matches nothing. */
  private int unit(int index) {
    return index >= 0 && index < units.length ? units[index] : 1 << 31;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }
}
