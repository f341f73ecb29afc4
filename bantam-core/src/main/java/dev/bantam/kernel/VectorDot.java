package dev.bantam.kernel;

import static dev.bantam.kernel.Dot.SUMS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** {@link Dot} with vectors of any width. */
final class VectorDot {
  // Swapping neighbours at distance 8, 4, 2 and 1, and the lanes that are the right neighbour.
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorMask<Float> RIGHT_8 = right(8);
  private static final VectorMask<Float> RIGHT_4 = right(4);
  private static final VectorMask<Float> RIGHT_2 = right(2);
  private static final VectorMask<Float> RIGHT_1 = right(1);

  private VectorDot() {}

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(Lanes.F, lane -> (lane ^ distance) & (Lanes.N - 1));
  }

  private static VectorMask<Float> right(int distance) {
    boolean[] lanes = new boolean[Lanes.N];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = (i & distance) != 0;
    }
    return VectorMask.fromArray(Lanes.F, lanes, 0);
  }

  static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    if (Lanes.N == SUMS) {
      FloatVector sums = sums(a, aAt, b, bAt, n, 0);
      sums = sums.add(sums.rearrange(SWAP_8));
      sums = sums.add(sums.rearrange(SWAP_4));
      return tail(sums);
    }
    FloatVector sums = sums(a, aAt, b, bAt, n, 0);
    if (Lanes.N == 8) {
      sums = sums.add(sums(a, aAt, b, bAt, n, 8));
      return tail(sums.add(sums.rearrange(SWAP_4)));
    }
    sums = sums.add(sums(a, aAt, b, bAt, n, 8));
    return tail(sums.add(sums(a, aAt, b, bAt, n, 4).add(sums(a, aAt, b, bAt, n, 12))));
  }

  private static float tail(FloatVector four) {
    FloatVector two = four.add(four.rearrange(SWAP_2));
    return two.add(two.rearrange(SWAP_1)).lane(0);
  }

  /** Running sums [from, from + N). */
  private static FloatVector sums(float[] a, int aAt, float[] b, int bAt, int n, int from) {
    FloatVector sums = FloatVector.zero(Lanes.F);
    int whole = n & -SUMS;
    for (int j = from; j < whole; j += SUMS) {
      sums =
          FloatVector.fromArray(Lanes.F, a, aAt + j)
              .fma(FloatVector.fromArray(Lanes.F, b, bAt + j), sums);
    }
    return whole == n ? sums : addRest(a, aAt, b, bAt, n, whole + from, sums);
  }

  private static FloatVector addRest(
      float[] a, int aAt, float[] b, int bAt, int n, int j, FloatVector sums) {
    float[] p = new float[Lanes.N];
    float[] q = new float[Lanes.N];
    for (int i = 0; i < Lanes.N && j + i < n; i++) {
      p[i] = a[aAt + j + i];
      q[i] = b[bAt + j + i];
    }
    return FloatVector.fromArray(Lanes.F, p, 0).fma(FloatVector.fromArray(Lanes.F, q, 0), sums);
  }

  /** See {@link Dot#totals}: adds and transposes in one go. */
  static void totals(float[] sums, int at) {
    for (int i = 0; Lanes.N < SUMS && i < SUMS; i++) {
      fold(sums, at + i * SUMS, at + i * Lanes.N);
    }
    for (int group = at; group < at + SUMS * Lanes.N; group += Lanes.N * Lanes.N) {
      if (Lanes.N == 16) {
        merge(sums, group, 8, RIGHT_8, SWAP_8);
      }
      if (Lanes.N >= 8) {
        merge(sums, group, 4, RIGHT_4, SWAP_4);
      }
      merge(sums, group, 2, RIGHT_2, SWAP_2);
      merge(sums, group, 1, RIGHT_1, SWAP_1);
      FloatVector.fromArray(Lanes.F, sums, group).intoArray(sums, at + (group - at) / Lanes.N);
    }
  }

  /** Adds sixteen sums up to N. */
  private static void fold(float[] sums, int from, int to) {
    FloatVector low = FloatVector.fromArray(Lanes.F, sums, from);
    if (Lanes.N == 8) {
      low.add(FloatVector.fromArray(Lanes.F, sums, from + 8)).intoArray(sums, to);
    } else {
      FloatVector second = FloatVector.fromArray(Lanes.F, sums, from + 4);
      FloatVector third = FloatVector.fromArray(Lanes.F, sums, from + 8);
      FloatVector fourth = FloatVector.fromArray(Lanes.F, sums, from + 12);
      low.add(third).add(second.add(fourth)).intoArray(sums, to);
    }
  }

  /**
   * Adds neighbours at {@code distance} in vectors i and i + distance, and puts the results of the
   * first into left lanes, those of the second into right ones.
   */
  private static void merge(
      float[] sums, int at, int distance, VectorMask<Float> right, VectorShuffle<Float> swap) {
    for (int i = at; i < at + distance * Lanes.N; i += Lanes.N) {
      FloatVector a = FloatVector.fromArray(Lanes.F, sums, i);
      FloatVector b = FloatVector.fromArray(Lanes.F, sums, i + distance * Lanes.N);
      a.blend(b, right).add(b.blend(a, right).rearrange(swap)).intoArray(sums, i);
    }
  }
}
