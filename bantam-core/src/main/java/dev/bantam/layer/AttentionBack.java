package dev.bantam.layer;

import dev.bantam.kernel.Outer;
import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Parameters.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The way back through {@link Attention} over whole sequences: probabilities are computed again, a
 * block of queries at a time, as in FlashAttention (arXiv 2205.14135, algorithm 4).
 *
 * <p>With P the probabilities of a query and D = P·dP: dP = dy Vᵀ, dS = P (dP - D), dQ = dS K, dK =
 * dSᵀ Q, dV = Pᵀ dy.
 */
final class AttentionBack {
  /** Queries of one head that are worked on together. */
  private static final int QUERIES = 64;

  /** Strides are of few kinds, as there is a compiled kernel for each. */
  private static final int STRIDE = 256;

  /** Keeps rows of a stride from falling on the same lines of the cache. */
  private static final int SKEW = 16;

  private static final class Buffers {
    private float[] keys = new float[0];
    private float[] keysTurned = new float[0];
    private float[] valuesTurned = new float[0];
    private float[] dKeys = new float[0];
    private float[] dValues = new float[0];
    private float[] query = new float[0];
    private float[] dQuery = new float[0];
    private float[] dOut = new float[0];
    private float[] scores = new float[0];
    private float[] dScores = new float[0];
    private final float[] sixteen = new float[16];
  }

  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

  private final AttentionOptions options;
  private final Rows q;
  private final Rows k;
  private final Rows v;
  private final Rows y;
  private final Tape tape;
  private final int from;
  private final int length;
  private final float[] dSinks;
  private final int keyWidth;
  private final int valueWidth;
  private final int stride;

  private AttentionBack(
      AttentionOptions options, Rows q, Rows k, Rows v, Rows y, Tape tape, int from, int to) {
    this.options = options;
    this.q = q;
    this.k = k;
    this.v = v;
    this.y = y;
    this.tape = tape;
    this.from = from;
    this.length = to - from;
    this.dSinks = new float[options.heads];
    this.keyWidth = raised(options.keyDim);
    this.valueWidth = raised(options.valueDim);
    this.stride = Math.ceilDiv(length, STRIDE) * STRIDE + SKEW;
  }

  /**
   * Records the step for the sequences of a pass, which must begin in it.
   *
   * @param q [n, heads * keyDim] as they met the keys
   * @param k [n, kvHeads * keyDim] as they were stored
   * @param v [n, kvHeads * valueDim]
   * @param y [n, heads * valueDim]
   */
  static void record(
      AttentionOptions options, Rows q, Rows k, Rows v, Rows y, Pass pass, Tape tape) {
    if (options.relativeBias != null) {
      throw new UnsupportedOperationException("there is no way back through relative biases");
    }
    Slot sinks = tape.parameters().slot(options.sinks);
    if (!tape.isLive(q) && !tape.isLive(k) && !tape.isLive(v) && sinks == null) {
      return;
    }
    List<AttentionBack> sequences = new ArrayList<>();
    int[] starts = pass.batch().starts();
    for (int i = 0; i + 1 < starts.length; i++) {
      sequences.add(new AttentionBack(options, q, k, v, y, tape, starts[i], starts[i + 1]));
    }
    tape.record(
        y,
        () -> {
          for (Rows rows : new Rows[] {y, q, k, v}) {
            tape.gradient(rows);
          }
          int parts = sequences.size() * options.kvHeads;
          pass.team()
              .run(
                  parts, part -> sequences.get(part / options.kvHeads).run(part % options.kvHeads));
          for (AttentionBack sequence : sequences) {
            if (sinks != null) {
              VectorOps.add(sequence.dSinks, 0, sinks.gradient(), sinks.at(), options.heads);
            }
          }
        });
  }

  private static int raised(int n) {
    return Math.ceilDiv(n, Outer.GROUP) * Outer.GROUP;
  }

  private static float[] zeros(float[] buffer, int size) {
    if (buffer.length < size) {
      return new float[size];
    }
    Arrays.fill(buffer, 0, size, 0);
    return buffer;
  }

  /** Takes one key/value head and its queries back. */
  private void run(int kvHead) {
    Buffers b = BUFFERS.get();
    int rows = raised(length);
    b.keys = zeros(b.keys, rows * keyWidth);
    b.keysTurned = zeros(b.keysTurned, options.keyDim * stride);
    b.valuesTurned = zeros(b.valuesTurned, options.valueDim * stride);
    b.dKeys = zeros(b.dKeys, rows * keyWidth);
    b.dValues = zeros(b.dValues, rows * valueWidth);
    int keyAt = from * k.d() + kvHead * options.keyDim;
    int valueAt = from * v.d() + kvHead * options.valueDim;
    for (int j = 0; j < length; j++) {
      System.arraycopy(k.value(), keyAt + j * k.d(), b.keys, j * keyWidth, options.keyDim);
      for (int i = 0; i < options.keyDim; i++) {
        b.keysTurned[i * stride + j] = k.value()[keyAt + j * k.d() + i];
      }
      for (int i = 0; i < options.valueDim; i++) {
        b.valuesTurned[i * stride + j] = v.value()[valueAt + j * v.d() + i];
      }
    }
    int group = options.heads / options.kvHeads;
    for (int head = kvHead * group; head < (kvHead + 1) * group; head++) {
      for (int row = 0; row < length; row += QUERIES) {
        queries(head, row, Math.min(QUERIES, length - row), b);
      }
    }
    float[] dk = tape.gradient(k);
    float[] dv = tape.gradient(v);
    for (int j = 0; j < length; j++) {
      VectorOps.add(b.dKeys, j * keyWidth, dk, keyAt + j * k.d(), options.keyDim);
      VectorOps.add(b.dValues, j * valueWidth, dv, valueAt + j * v.d(), options.valueDim);
    }
  }

  /** The first position that a row sees. */
  private int first(int row) {
    int reach = options.causal ? options.window - 1 : options.window / 2;
    return options.window == 0 ? 0 : Math.max(0, row - reach);
  }

  /** One past the last position that a row sees. */
  private int end(int row) {
    if (options.causal) {
      return row + 1;
    }
    return options.window == 0 ? length : Math.min(length, row + options.window / 2 + 1);
  }

  /** Takes the queries [row, row + n) of a head back. */
  private void queries(int head, int row, int n, Buffers b) {
    int low = first(row) & -Outer.GROUP;
    int columns = raised(end(row + n - 1) - low);
    gather(head, row, n, b);
    b.scores = zeros(b.scores, n * stride);
    Outer.add(
        b.query,
        0,
        keyWidth,
        n,
        b.keysTurned,
        low,
        stride,
        options.keyDim,
        columns,
        b.scores,
        0,
        stride);
    b.dScores = zeros(b.dScores, n * stride);
    Outer.add(
        b.dOut,
        0,
        valueWidth,
        n,
        b.valuesTurned,
        low,
        stride,
        options.valueDim,
        columns,
        b.dScores,
        0,
        stride);
    for (int r = 0; r < n; r++) {
      softmaxBack(head, row + r, low, columns, r * stride, b);
    }
    Outer.addTransposed(
        b.scores,
        0,
        stride,
        columns,
        b.dOut,
        0,
        valueWidth,
        n,
        valueWidth,
        b.dValues,
        low * valueWidth,
        valueWidth);
    Outer.addTransposed(
        b.dScores,
        0,
        stride,
        columns,
        b.query,
        0,
        keyWidth,
        n,
        keyWidth,
        b.dKeys,
        low * keyWidth,
        keyWidth);
    b.dQuery = zeros(b.dQuery, n * keyWidth);
    Outer.add(
        b.dScores,
        0,
        stride,
        n,
        b.keys,
        low * keyWidth,
        keyWidth,
        columns,
        keyWidth,
        b.dQuery,
        0,
        keyWidth);
    float[] dq = tape.gradient(q);
    for (int r = 0; r < n; r++) {
      int at = (from + row + r) * q.d() + head * options.keyDim;
      VectorOps.addScaled(options.scale, b.dQuery, r * keyWidth, dq, at, options.keyDim);
    }
  }

  /** Scaled queries and the derivatives of their results, each padded to whole vectors. */
  private void gather(int head, int row, int n, Buffers b) {
    b.query = zeros(b.query, n * keyWidth);
    b.dOut = zeros(b.dOut, n * valueWidth);
    float[] dy = tape.gradient(y);
    for (int r = 0; r < n; r++) {
      int query = (from + row + r) * q.d() + head * options.keyDim;
      int out = (from + row + r) * y.d() + head * options.valueDim;
      VectorOps.scaled(options.scale, q.value(), query, b.query, r * keyWidth, options.keyDim);
      System.arraycopy(dy, out, b.dOut, r * valueWidth, options.valueDim);
    }
  }

  /** Turns a row's scores into probabilities, and their derivatives into those of the scores. */
  private void softmaxBack(int head, int row, int low, int columns, int at, Buffers b) {
    int begin = first(row) - low;
    int count = end(row) - first(row);
    float[] p = b.scores;
    float[] d = b.dScores;
    int own = at + begin;
    float[] bends = bend(p, own, count);
    if (options.slopes != null) {
      for (int j = 0; j < count; j++) {
        p[own + j] += options.slopes[head] * (first(row) + j - row);
      }
    }
    float sink = options.sinks == null ? Float.NEGATIVE_INFINITY : options.sinks[head];
    float max = Math.max(sink, VectorOps.max(p, own, count));
    float sum = VectorOps.expSum(p, own, count, max, b.sixteen);
    sum += options.sinks == null ? 0 : VectorOps.exp(sink - max);
    VectorOps.scale(1 / sum, p, own, count);
    // Equal to dy·y, but with the very numbers that follow, so that dS adds up to zero.
    float mean = VectorOps.dot(p, own, d, own, count);
    for (int j = 0; j < count; j++) {
      float bend = bends.length == 0 ? 1 : bends[j];
      d[own + j] = bend * p[own + j] * (d[own + j] - mean);
    }
    if (options.sinks != null) {
      dSinks[head] -= VectorOps.exp(sink - max) / sum * mean;
    }
    clear(p, at, begin, count, columns);
    clear(d, at, begin, count, columns);
  }

  /**
   * Bounds scores as the options say.
   *
   * @return the slope of the bound at each score; empty if there is none
   */
  private float[] bend(float[] scores, int at, int n) {
    if (options.softcap <= 0) {
      return new float[0];
    }
    VectorOps.softcap(options.softcap, scores, at, n);
    float[] slopes = new float[n];
    for (int j = 0; j < n; j++) {
      float share = scores[at + j] / options.softcap;
      slopes[j] = 1 - share * share;
    }
    return slopes;
  }

  /** What a row does not see adds nothing. */
  private static void clear(float[] x, int at, int begin, int count, int columns) {
    Arrays.fill(x, at, at + begin, 0);
    Arrays.fill(x, at + begin + count, at + columns, 0);
  }
}
