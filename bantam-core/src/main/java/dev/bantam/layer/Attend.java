package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
import java.util.Arrays;

/**
 * One part of an attention layer's work: rows [from, to) of one sequence, for query heads
 * [headFrom, headTo) that share one key/value head. Keys and values are read in blocks that stay in
 * cache.
 */
final class Attend {
  /** Most rows in one part. */
  static final int ROWS = 16;

  /** Positions read from memory at once. */
  private static final int BLOCK = 64;

  private final int layer;
  private final AttentionOptions options;
  private final Rows q;
  private final Rows y;
  private final Memory memory;
  private final int sequence;
  private final int[] positions;
  private final int from;
  private final int rows;
  private final int headFrom;
  private final int heads;
  private final int kvHead;
  private final int length;

  Attend(
      int layer,
      AttentionOptions options,
      Rows q,
      Rows y,
      Pass pass,
      int from,
      int to,
      int headFrom,
      int headTo) {
    this.layer = layer;
    this.options = options;
    this.q = q;
    this.y = y;
    this.memory = pass.memory();
    this.sequence = pass.batch().sequences()[from];
    this.positions = pass.batch().positions();
    this.from = from;
    this.rows = to - from;
    this.headFrom = headFrom;
    this.heads = headTo - headFrom;
    this.kvHead = headFrom / (options.heads / options.kvHeads);
    this.length = memory.length(layer, sequence);
  }

  /** The first position that row {@code r} sees. */
  private int first(int r) {
    int reach = options.causal ? options.window - 1 : options.window / 2;
    return options.window == 0 ? 0 : Math.max(0, positions[from + r] - reach);
  }

  /** One past the last position that row {@code r} sees. */
  private int end(int r) {
    if (options.causal) {
      return Math.min(length, positions[from + r] + 1);
    }
    return options.window == 0
        ? length
        : Math.min(length, positions[from + r] + options.window / 2 + 1);
  }

  void run() {
    int start = first(0);
    int end = end(rows - 1);
    int span = end - start;
    float[] scores = new float[rows * heads * span];
    float[] block = new float[BLOCK * Math.max(options.keyDim, options.valueDim)];
    for (int at = start; at < end; at += BLOCK) {
      int n = Math.min(BLOCK, end - at);
      memory.keys(layer, sequence, kvHead, at, at + n, block, 0);
      for (int r = 0; r < rows; r++) {
        for (int h = 0; h < heads; h++) {
          score(r, h, at, n, block, scores, (r * heads + h) * span + at - start);
        }
      }
    }
    for (int r = 0; r < rows; r++) {
      for (int h = 0; h < heads; h++) {
        int row = (r * heads + h) * span;
        softmax(scores, row + first(r) - start, row + end(r) - start, headFrom + h);
        int out = (from + r) * y.d() + (headFrom + h) * options.valueDim;
        Arrays.fill(y.value(), out, out + options.valueDim, 0);
      }
    }
    for (int at = start; at < end; at += BLOCK) {
      int n = Math.min(BLOCK, end - at);
      memory.values(layer, sequence, kvHead, at, at + n, block, 0);
      for (int r = 0; r < rows; r++) {
        for (int h = 0; h < heads; h++) {
          collect(r, h, at, n, block, scores, (r * heads + h) * span + at - start);
        }
      }
    }
  }

  /** Scores of row {@code r} and head {@code h} for the keys at positions [at, at + n). */
  private void score(int r, int h, int at, int n, float[] keys, float[] scores, int to) {
    int head = headFrom + h;
    int qAt = (from + r) * q.d() + head * options.keyDim;
    int position = positions[from + r];
    int last = Math.min(n, end(r) - at);
    for (int j = Math.max(0, first(r) - at); j < last; j++) {
      float s =
          VectorOps.dot(q.value(), qAt, keys, j * options.keyDim, options.keyDim) * options.scale;
      if (options.softcap > 0) {
        s = (float) (options.softcap * Math.tanh(s / options.softcap));
      }
      if (options.slopes != null) {
        s += options.slopes[head] * (at + j - position);
      }
      if (options.relativeBias != null) {
        s += options.relativeBias.of(head, at + j - position);
      }
      scores[to + j] = s;
    }
  }

  private void softmax(float[] scores, int begin, int end, int head) {
    float max = VectorOps.max(scores, begin, end - begin);
    float sum = 0;
    if (options.sinks != null) {
      max = Math.max(max, options.sinks[head]);
      sum = (float) Math.exp(options.sinks[head] - max);
    }
    sum += VectorOps.expSum(scores, begin, end - begin, max);
    VectorOps.scale(1 / sum, scores, begin, end - begin);
  }

  /**
   * Adds the values at positions [at, at + n), weighted, to the output of row {@code r}, head
   * {@code h}.
   */
  private void collect(int r, int h, int at, int n, float[] values, float[] weights, int wAt) {
    int out = (from + r) * y.d() + (headFrom + h) * options.valueDim;
    int last = Math.min(n, end(r) - at);
    for (int j = Math.max(0, first(r) - at); j < last; j++) {
      VectorOps.addScaled(
          weights[wAt + j], values, j * options.valueDim, y.value(), out, options.valueDim);
    }
  }
}
