package dev.bantam.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * Hugging Face's order of work: normalise the text, cut it into words, give each word to the model.
 * GGUF's byte-level BPE and WordPiece are of this kind too.
 */
final class Pipeline implements Segmenter {
  private static final int REMEMBERED_WORDS = 1 << 14;
  private static final int LONGEST_REMEMBERED = 32;

  private final List<Normalizer> normalizers;
  private final List<Splitter> splitters;
  private final List<WordStep> steps;
  private final WordModel model;

  /**
   * @param splitters applied first
   * @param steps applied to what the splitters made
   */
  Pipeline(
      List<Normalizer> normalizers,
      List<Splitter> splitters,
      List<WordStep> steps,
      WordModel model) {
    this.normalizers = List.copyOf(normalizers);
    this.splitters = List.copyOf(splitters);
    this.steps = List.copyOf(steps);
    this.model = model;
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    Words words = Words.whole(normalize(text, from, to));
    for (Splitter splitter : splitters) {
      words = words.split(splitter);
    }
    for (WordStep step : steps) {
      words = step.apply(words, from == 0);
    }
    encode(words, out);
  }

  private int[] normalize(byte[] text, int from, int to) {
    if (normalizers.isEmpty()) {
      return LenientUtf8.codePoints(text, from, to);
    }
    String normal = LenientUtf8.string(text, from, to);
    for (Normalizer normalizer : normalizers) {
      normal = normalizer.apply(normal);
    }
    return normal.codePoints().toArray();
  }

  /**
   * Encodes each word. A short word that was met before in this text is copied from where its ids
   * already stand in the output: ordinary text repeats itself, and merging is the slow part.
   */
  private void encode(Words words, IntList out) {
    int count = words.count();
    int total = count == 0 ? 0 : words.end(count - 1);
    byte[] bytes = new byte[Math.multiplyExact(4, total)];
    int slots = Math.min(REMEMBERED_WORDS, Integer.highestOneBit(Math.max(count, 1)) << 1);
    int[] wordStarts = new int[slots]; // in bytes
    int[] wordEnds = new int[slots];
    int[] idStarts = new int[slots]; // in out
    int[] idEnds = new int[slots];
    int start = 0;
    for (int word = 0; word < count; word++) {
      int end = start;
      for (int i = words.start(word); i < words.end(word); i++) {
        end = LenientUtf8.put(words.text()[i], bytes, end);
      }
      int slot = TokenMap.hash(bytes, start, end) & slots - 1;
      boolean known =
          wordEnds[slot] > 0
              && Arrays.equals(bytes, start, end, bytes, wordStarts[slot], wordEnds[slot]);
      int ids = out.size();
      if (known) {
        out.repeat(idStarts[slot], idEnds[slot]);
      } else {
        model.encode(bytes, start, end, out);
      }
      if (!known && end - start <= LONGEST_REMEMBERED) {
        wordStarts[slot] = start;
        wordEnds[slot] = end;
        idStarts[slot] = ids;
        idEnds[slot] = out.size();
      }
      start = end;
    }
  }
}
