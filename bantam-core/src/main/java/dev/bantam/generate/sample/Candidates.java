package dev.bantam.generate.sample;

import dev.bantam.kernel.VectorOps;
import java.util.Arrays;

/**
 * The tokens that may come next, with their logits. Samplers change logits and drop tokens. The
 * arrays are used again for each draw; one object serves any number of sequences in turn.
 */
public final class Candidates {
  /** A partial selection up to this size keeps a heap. */
  private static final int HEAP = 1024;

  /** A larger one sorts those whose keys begin with one of the smallest 12-bit numbers. */
  private static final int PREFIX_BITS = 12;

  /** Probabilities that are added up in single precision. */
  private static final int CHUNK = 4096;

  private int[] ids = new int[0];
  private float[] logits = new float[0];
  private float[] probabilities = new float[0];
  private long[] keys = new long[0];
  private int[] spareIds = new int[0];
  private final int[] prefixes = new int[1 << PREFIX_BITS];
  private final float[] sums = new float[16];
  private float[] spare = new float[0];
  private int size;
  private boolean sorted;

  /** Whether candidate i still is token i; {@link #ids} are not filled in then. */
  private boolean whole;

  /**
   * Starts anew with every token of the vocabulary.
   *
   * @param source [n] logits from index {@code at}
   * @throws IllegalStateException if a logit is NaN or infinite
   */
  public void load(float[] source, int at, int n) {
    if (ids.length < n) {
      ids = new int[n];
      logits = new float[n];
      probabilities = new float[n];
      keys = new long[n];
      spareIds = new int[n];
      spare = new float[n];
    }
    check(source, at, n);
    System.arraycopy(source, at, logits, 0, n);
    size = n;
    sorted = false;
    whole = true;
  }

  /**
   * The most likely token, without a look at the others: the first of equals.
   *
   * @param source [n] logits from index {@code at}
   * @throws IllegalStateException if a logit is NaN or infinite
   */
  static int best(float[] source, int at, int n) {
    int best = VectorOps.indexOfMax(source, at, n);
    if (best < 0 || source[at + best] == Float.POSITIVE_INFINITY) {
      check(source, at, n);
    }
    return best;
  }

  private static void check(float[] logits, int at, int n) {
    if (VectorOps.max(logits, at, n) < Float.POSITIVE_INFINITY) {
      return;
    }
    for (int i = 0; i < n; i++) {
      if (!(logits[at + i] < Float.POSITIVE_INFINITY)) {
        throw new IllegalStateException(
            "the logit of token %d is %s: the model's weights may be damaged"
                .formatted(i, logits[at + i]));
      }
    }
  }

  public int size() {
    return size;
  }

  /** The token at index {@code i}. */
  public int id(int i) {
    return whole ? i : ids[i];
  }

  public float logit(int i) {
    return logits[i];
  }

  /** The probability at index {@code i}, as the last {@link #softmax} found it. */
  public float probability(int i) {
    return probabilities[i];
  }

  void setLogit(int i, float logit) {
    logits[i] = logit;
    sorted = false;
  }

  /**
   * Makes the logits -infinity of all tokens but some, while candidate i is token i.
   *
   * @param bits token i is bit i % 64 of [i / 64]
   * @throws IllegalStateException if nothing is left
   */
  void allow(long[] bits) {
    for (int i = 0; i < size; i += Long.SIZE) {
      long allowed = i / Long.SIZE < bits.length ? bits[i / Long.SIZE] : 0;
      int end = Math.min(size, i + Long.SIZE);
      if (allowed == 0) {
        Arrays.fill(logits, i, end, Float.NEGATIVE_INFINITY);
      } else if (allowed != -1) {
        for (int j = i; j < end; j++) {
          logits[j] = (allowed >>> j & 1) == 0 ? Float.NEGATIVE_INFINITY : logits[j];
        }
      }
    }
    if (VectorOps.max(logits, 0, size) == Float.NEGATIVE_INFINITY) {
      throw new IllegalStateException("the grammar allows no token that the model can write here");
    }
  }

  /** Divides every logit; keeps the order. */
  void divide(float by) {
    for (int i = 0; i < size; i++) {
      logits[i] /= by;
    }
  }

  /** Whether the logits descend. */
  boolean sorted() {
    return sorted;
  }

  /** The index of the largest logit; the first of equals. */
  int best() {
    int best = Math.max(0, VectorOps.indexOfMax(logits, 0, size));
    for (int i = best + 1; i < size && !whole; i++) {
      // Equal logits may have changed places, so the lower id counts as the first.
      if (logits[i] == logits[best] && ids[i] < ids[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Fills the probabilities in.
   *
   * @throws IllegalStateException if every logit is -infinity
   */
  void softmax() {
    float max = VectorOps.max(logits, 0, size);
    if (max == Float.NEGATIVE_INFINITY) {
      throw new IllegalStateException("logit biases or the model forbid every token");
    }
    System.arraycopy(logits, 0, probabilities, 0, size);
    double sum = 0;
    for (int i = 0; i < size; i += CHUNK) {
      sum += VectorOps.expSum(probabilities, i, Math.min(CHUNK, size - i), max, sums);
    }
    VectorOps.scale((float) (1 / sum), probabilities, 0, size);
  }

  /** Puts all in descending order of logits; among equals the earlier comes first. */
  void sort() {
    keepTop(size);
  }

  /** Keeps the {@code k} largest logits, in descending order. */
  void keepTop(int k) {
    int n = Math.min(k, size);
    if (!sorted) {
      rank(n);
      keepRanked(n);
    }
    size = n;
  }

  /** Drops the first {@code n}. */
  void dropFirst(int n) {
    for (int i = n; i < size; i++) {
      ids[i - n] = id(i);
    }
    whole = false;
    System.arraycopy(logits, n, logits, 0, size - n);
    System.arraycopy(probabilities, n, probabilities, 0, size - n);
    size -= n;
  }

  /** Keeps those whose logit is at least {@code min}, in their order. */
  void keepFrom(float min) {
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= min) {
        ids[n] = id(i);
        logits[n] = logits[i];
        probabilities[n++] = probabilities[i];
      }
    }
    size = n;
    whole = false;
  }

  /** How many logits are at least {@code min}. */
  int count(float min) {
    int n = 0;
    for (int i = 0; i < size; i++) {
      n += logits[i] >= min ? 1 : 0;
    }
    return n;
  }

  /**
   * Finds the {@code n} largest logits without moving anything: afterwards {@link #ranked} names
   * their indices in descending order.
   */
  void rank(int n) {
    if (n < size && n <= HEAP) {
      selectByHeap(n);
      return;
    }
    for (int i = 0; i < size; i++) {
      keys[i] = key(logits[i], i);
    }
    sortFirst(n);
  }

  /** The index of the {@code i}-th in the order that {@link #rank} or {@link #order} found. */
  int ranked(int i) {
    return (int) keys[i];
  }

  /** As {@link #rank}, by ascending {@code score} [size]. */
  void order(float[] score, int n) {
    for (int i = 0; i < size; i++) {
      keys[i] = key(-score[i], i);
    }
    sortFirst(n);
  }

  /**
   * Puts the {@code n} smallest of all keys first, sorted: a histogram of their beginnings says
   * which may be among these.
   */
  private void sortFirst(int n) {
    if (n >= size) {
      Arrays.sort(keys, 0, size);
      return;
    }
    Arrays.fill(prefixes, 0);
    for (int i = 0; i < size; i++) {
      prefixes[prefix(keys[i])]++;
    }
    int last = 0;
    for (int smaller = prefixes[0]; smaller < n; smaller += prefixes[last]) {
      last++;
    }
    int candidates = 0;
    for (int i = 0; i < size; i++) {
      if (prefix(keys[i]) <= last) {
        keys[candidates++] = keys[i];
      }
    }
    Arrays.sort(keys, 0, candidates);
  }

  private static int prefix(long key) {
    return (int) ((key ^ Long.MIN_VALUE) >>> Long.SIZE - PREFIX_BITS);
  }

  /** Keeps the first {@code n} of the order that {@link #rank} found; then the logits descend. */
  void keepRanked(int n) {
    keepOrdered(n);
    sorted = true;
  }

  /** Keeps the first {@code n} of the order that {@link #order} found. */
  void keepOrdered(int n) {
    size = n;
    sorted = false;
    logits = permute(logits);
    probabilities = permute(probabilities);
    for (int i = 0; i < n; i++) {
      spareIds[i] = id(ranked(i));
    }
    whole = false;
    int[] old = ids;
    ids = spareIds;
    spareIds = old;
  }

  /** Moves the ranked values into the spare array, which changes places with {@code values}. */
  private float[] permute(float[] values) {
    float[] moved = spare;
    for (int i = 0; i < size; i++) {
      moved[i] = values[ranked(i)];
    }
    spare = values;
    return moved;
  }

  /** Sorts ascending as the value descends; equal values keep their order. */
  private long key(float value, int index) {
    int bits = Float.floatToIntBits(value + 0f); // -0 counts as 0
    int ascending = bits < 0 ? ~bits : bits | Integer.MIN_VALUE; // unsigned order of the values
    return (long) (~ascending ^ Integer.MIN_VALUE) << 32 | index;
  }

  /** keys[0 .. n) becomes the n smallest keys, sorted: a max-heap of the best n so far. */
  private void selectByHeap(int n) {
    if (n == 0) {
      return;
    }
    for (int i = 0; i < n; i++) {
      keys[i] = key(logits[i], i);
    }
    for (int i = n / 2 - 1; i >= 0; i--) {
      sink(i, n);
    }
    float worst = logits[(int) keys[0]];
    for (int i = n; i < size; i++) {
      if (logits[i] > worst) {
        keys[0] = key(logits[i], i);
        sink(0, n);
        worst = logits[(int) keys[0]];
      }
    }
    Arrays.sort(keys, 0, n);
  }

  private void sink(int from, int n) {
    long key = keys[from];
    int i = from;
    while (2 * i + 1 < n) {
      int child = 2 * i + 1;
      if (child + 1 < n && keys[child + 1] > keys[child]) {
        child++;
      }
      if (keys[child] <= key) {
        break;
      }
      keys[i] = keys[child];
      i = child;
    }
    keys[i] = key;
  }
}
