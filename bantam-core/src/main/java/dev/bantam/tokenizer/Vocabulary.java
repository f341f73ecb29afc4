package dev.bantam.tokenizer;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The tokens of a model: text, score and kind of each id, and the id of each text. */
final class Vocabulary {
  static final int NORMAL = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 4;
  static final int USER_DEFINED = 8;
  static final int UNUSED = 16;
  static final int BYTE = 32;

  /** White space before the token belongs to it. */
  static final int STRIP_LEFT = 64;

  /** White space after the token belongs to it. */
  static final int STRIP_RIGHT = 128;

  /** Is found only as a word of its own. */
  static final int SINGLE_WORD = 256;

  /** GGUF's number for a token that is not used. */
  static final int GGUF_UNUSED = 5;

  static final int SPECIAL = CONTROL | USER_DEFINED | UNKNOWN;

  private static final String HEX = "0123456789ABCDEF";
  private static final int[] GGUF_TYPES = {0, NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE};

  private final String[] texts;
  private final float @Nullable [] scores;
  private final short[] kinds;
  private final TokenMap ids;
  private final int[] byteTokens = new int[256];

  /**
   * @param source the file, for messages
   * @param texts [n]
   * @param scores [n], or null for 0
   * @param kinds [n], masks of the constants above
   * @throws MalformedFileException if two tokens have one text
   */
  Vocabulary(String source, String[] texts, float @Nullable [] scores, short[] kinds)
      throws MalformedFileException {
    this.texts = texts;
    this.scores = scores;
    this.kinds = kinds;
    if (texts.length > Limits.VOCABULARY) {
      throw new MalformedFileException(
          source, -1, texts.length + " tokens; at most " + Limits.VOCABULARY + " are read");
    }
    ids = new TokenMap(texts.length);
    for (int id = 0; id < texts.length; id++) {
      int known = ids.add(LenientUtf8.bytes(texts[id]));
      if (known != id) {
        throw new MalformedFileException(
            source,
            -1,
            "tokens " + known + " and " + id + " have the same text '" + shown(id) + "'");
      }
      if (scores != null && Float.isNaN(scores[id])) {
        throw new MalformedFileException(source, -1, "the score of token " + id + " is NaN");
      }
    }
    for (int b = 0; b < 256; b++) {
      byteTokens[b] = id(byteText(b));
    }
  }

  /** The kind for a number of GGUF's {@code token_type}; 0 for numbers that it does not define. */
  static short ofGguf(int type) {
    return (short) (type < 0 || type >= GGUF_TYPES.length ? 0 : GGUF_TYPES[type]);
  }

  /** GGUF's {@code token_type} of a token. */
  int ggufType(int id) {
    for (int type = GGUF_TYPES.length - 1; type > 0; type--) {
      if (is(id, GGUF_TYPES[type])) {
        return type;
      }
    }
    return 0;
  }

  /** The text of the token for a byte, {@code <0x0A>}. */
  static String byteText(int value) {
    return "<0x" + HEX.charAt(value >> 4) + HEX.charAt(value & 15) + ">";
  }

  /** The text of an id that has no token. */
  static String padding(int id) {
    return "[PAD" + id + "]";
  }

  int size() {
    return texts.length;
  }

  String text(int id) {
    return texts[id];
  }

  byte[] bytes(int id) {
    return ids.get(id);
  }

  float score(int id) {
    return scores == null ? 0 : scores[id];
  }

  /** Whether the token is of one of the kinds in {@code mask}. */
  boolean is(int id, int mask) {
    return (kinds[id] & mask) != 0;
  }

  /** Ids of the tokens of the kinds in {@code mask}. */
  IntStream ids(int mask) {
    return IntStream.range(0, size()).filter(id -> is(id, mask));
  }

  void set(int id, int kind) {
    kinds[id] = (short) kind;
  }

  void add(int id, int mask) {
    kinds[id] |= (short) mask;
  }

  void remove(int id, int mask) {
    kinds[id] &= (short) ~mask;
  }

  /** The id of a text, or -1. */
  int id(String text) {
    return ids.find(LenientUtf8.bytes(text));
  }

  int id(byte[] text, int from, int to) {
    return ids.find(text, from, to);
  }

  /** The id of the token for a byte, or -1. */
  int byteToken(int value) {
    return byteTokens[value];
  }

  private String shown(int id) {
    return texts[id].length() > 60 ? texts[id].substring(0, 60) + "..." : texts[id];
  }
}
