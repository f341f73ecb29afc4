package dev.bantam.tokenizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntPredicate;

/**
 * Keeps a model's own merging from spelling a control token: some vocabularies list one among their
 * ordinary words ({@code </s>}). Where that happens the text is cut inside it and encoded in parts.
 */
final class ContentGuard {
  private final Vocabulary vocabulary;
  private final Segmenter segmenter;
  private final IntPredicate forbidden;

  /**
   * A guard around a segmenter.
   *
   * @param forbidden ids that text must not turn into
   */
  ContentGuard(Vocabulary vocabulary, Segmenter segmenter, IntPredicate forbidden) {
    this.vocabulary = vocabulary;
    this.segmenter = segmenter;
    this.forbidden = forbidden;
  }

  /** As {@link Segmenter#encode}, without forbidden ids. */
  void encode(byte[] text, int from, int to, IntList out) {
    Deque<int[]> parts = new ArrayDeque<>();
    parts.push(new int[] {from, to});
    while (!parts.isEmpty()) {
      int[] part = parts.pop();
      int before = out.size();
      segmenter.encode(text, part[0], part[1], out);
      int id = firstForbidden(out, before);
      if (id >= 0) {
        out.truncate(before);
        cut(text, part[0], part[1], vocabulary.bytes(id), parts);
      }
    }
  }

  private int firstForbidden(IntList ids, int from) {
    for (int i = from; i < ids.size(); i++) {
      if (forbidden.test(ids.get(i))) {
        return ids.get(i);
      }
    }
    return -1;
  }

  /**
   * Pushes the parts, the first one on top. Each token is cut behind its first character; a text in
   * which it does not stand as it is spelled is halved, down to single characters that are left
   * out.
   */
  private static void cut(byte[] text, int from, int to, byte[] token, Deque<int[]> parts) {
    int end = to;
    int first = Math.min(token.length, LenientUtf8.announced(token[0]));
    for (int at = to - token.length; first < token.length && at >= from; at--) {
      if (startsWith(text, at, token)) {
        parts.push(new int[] {at + first, end});
        end = at + first;
        at -= token.length - 1;
      }
    }
    if (end < to) {
      parts.push(new int[] {from, end});
      return;
    }
    int middle = from + (to - from) / 2;
    while (middle > from && (text[middle] & 0xC0) == 0x80) {
      middle--;
    }
    if (middle > from) {
      parts.push(new int[] {middle, to});
      parts.push(new int[] {from, middle});
    }
  }

  private static boolean startsWith(byte[] text, int at, byte[] token) {
    for (int i = 0; i < token.length; i++) {
      if (text[at + i] != token[i]) {
        return false;
      }
    }
    return true;
  }
}
