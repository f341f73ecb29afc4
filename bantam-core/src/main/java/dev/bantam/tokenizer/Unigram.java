package dev.bantam.tokenizer;

import java.util.Arrays;

/**
 * SentencePiece's unigram model (Kudo 2018): the tokens of the highest total score, found by
 * Viterbi's algorithm. A character that no token covers costs 10 more than the least likely token.
 */
final class Unigram implements WordModel {
  private static final float UNKNOWN_PENALTY = 10;

  private final Vocabulary vocabulary;
  private final ByteTrie tokens = new ByteTrie();
  private final double[] scores;
  private final int unknownToken;
  private final double unknownScore;
  private final boolean byteFallback;

  /**
   * Kinds of tokens that a model works with, as masks of {@link Vocabulary}.
   *
   * @param found that may be found in text
   * @param scored whose scores give the least one
   * @param free that score 0
   */
  record Kinds(int found, int scored, int free) {}

  /**
   * @param unknownToken id for a run of unknown characters
   * @param byteFallback whether such a run is spelled with byte tokens, if there is one for each
   *     byte
   */
  Unigram(Vocabulary vocabulary, Kinds kinds, int unknownToken, boolean byteFallback) {
    this.vocabulary = vocabulary;
    this.unknownToken = unknownToken;
    this.byteFallback = byteFallback;
    scores = new double[vocabulary.size()];
    float least = Float.POSITIVE_INFINITY;
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.is(id, kinds.scored)) {
        least = Math.min(least, vocabulary.score(id));
      }
      if (vocabulary.is(id, kinds.found)) {
        tokens.put(vocabulary.bytes(id), id);
        scores[id] = vocabulary.is(id, kinds.free) ? 0 : vocabulary.score(id);
      }
    }
    unknownScore = (least == Float.POSITIVE_INFINITY ? 0 : least) - UNKNOWN_PENALTY;
  }

  @Override
  public void encode(byte[] text, int from, int to, IntList out) {
    int n = to - from;
    int[] best = new int[n + 1]; // the token that ends here on the best way
    int[] starts = new int[n + 1]; // where it begins
    double[] totals = new double[n + 1];
    Arrays.fill(totals, 1, n + 1, Double.NEGATIVE_INFINITY);
    for (int at = 0; at < n; ) {
      int length = Math.min(n - at, LenientUtf8.announced(text[from + at]));
      boolean covered = false;
      int node = tokens.root();
      for (int end = at; end < n; ) {
        node = tokens.child(node, text[from + end++]);
        if (node == ByteTrie.NONE) {
          break;
        }
        int token = tokens.value(node);
        if (token != ByteTrie.NONE) {
          covered |= end - at == length;
          offer(best, starts, totals, at, end, token, scores[token]);
        }
      }
      if (!covered) {
        offer(best, starts, totals, at, at + length, unknownToken, unknownScore);
      }
      at += length;
    }
    collect(text, from, best, starts, out);
  }

  private static void offer(
      int[] best, int[] starts, double[] totals, int at, int end, int token, double score) {
    double total = totals[at] + score;
    if (total > totals[end]) {
      totals[end] = total;
      best[end] = token;
      starts[end] = at;
    }
  }

  private void collect(byte[] text, int from, int[] best, int[] starts, IntList out) {
    int first = out.size();
    for (int end = best.length - 1; end > 0; ) {
      int start = starts[end];
      if (best[end] == unknownToken) { // one for the whole run
        while (start > 0 && best[start] == unknownToken) {
          start = starts[start];
        }
        addUnknown(text, from + start, from + end, out);
      } else {
        out.add(best[end]);
      }
      end = start;
    }
    out.reverse(first);
  }

  /** Appends a run's ids, the last one first. */
  private void addUnknown(byte[] text, int from, int to, IntList out) {
    int before = out.size();
    for (int i = to - 1; byteFallback && i >= from; i--) {
      int token = vocabulary.byteToken(text[i] & 0xff);
      if (token < 0) {
        out.truncate(before);
        break;
      }
      out.add(token);
    }
    if (out.size() == before) {
      out.add(unknownToken);
    }
  }
}
