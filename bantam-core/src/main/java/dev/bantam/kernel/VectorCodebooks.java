package dev.bantam.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernel#pair} of types whose values are points of a {@link Codebook}. A block is first
 * turned into signed bytes, eight at a time, then multiplied as such.
 */
final class VectorCodebooks {
  private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, Lanes.shape(8));
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;

  /** The points of IQ2_XXS, a byte for each coordinate. */
  private static final long[] POINTS = points(Codebook.IQ2_XXS);

  /** For seven stored signs, 0xFF in each byte that is negative. */
  private static final long[] SIGNS = signs();

  private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[512]);

  private VectorCodebooks() {}

  private static long[] points(Codebook codebook) {
    long[] points = new long[codebook.points()];
    Arrays.setAll(points, p -> (long) EIGHT.get(codebook.values, 8 * p));
    return points;
  }

  private static long[] signs() {
    long[] masks = new long[128];
    for (int i = 0; i < masks.length; i++) {
      int signs = Codebook.signs(i);
      for (int j = 0; j < 8; j++) {
        masks[i] |= (signs >> j & 1) * 0xFFL << 8 * j;
      }
    }
    return masks;
  }

  static void iq2_xxs(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    byte[] values = SCRATCH.get();
    for (int i = 0; i < Dot.SUMS; i += Lanes.N) {
      FloatVector.zero(Lanes.F).intoArray(sums, at + i);
      FloatVector.zero(Lanes.F).intoArray(sums, at + i + RowPairs.SECOND);
    }
    for (int j = 0; j < k; j += 256, a += 66, b += 66) {
      expand(w, a, values, 0, sums, RowPairs.SPARE);
      expand(w, b, values, 256, sums, RowPairs.SPARE + 8);
      add(values, x, xAt + j, sums, at);
    }
  }

  /** The values of a block, and its eight scales. */
  private static void expand(
      MemorySegment w, long block, byte[] values, int at, float[] scales, int scalesAt) {
    float d = Float.float16ToFloat(w.get(HALF, block));
    for (int group = 0; group < 8; group++) {
      long bits = w.get(LONG, block + 2 + 8L * group);
      int o = at + 32 * group;
      scales[scalesAt + group] = d * (0.5f + (bits >>> 60)) * 0.25f;
      EIGHT.set(values, o, signed((int) bits & 255, (int) (bits >>> 32) & 127));
      EIGHT.set(values, o + 8, signed((int) (bits >>> 8) & 255, (int) (bits >>> 39) & 127));
      EIGHT.set(values, o + 16, signed((int) (bits >>> 16) & 255, (int) (bits >>> 46) & 127));
      EIGHT.set(values, o + 24, signed((int) (bits >>> 24) & 255, (int) (bits >>> 53) & 127));
    }
  }

  /** A point with its signs. No coordinate is 0, so that adding 1 never carries. */
  private static long signed(int point, int signs) {
    long minus = SIGNS[signs];
    return (POINTS[point] ^ minus) + (minus & ONES);
  }

  private static void add(byte[] values, float[] x, int xAt, float[] sums, int at) {
    for (int lane = 0; lane < Dot.SUMS; lane += Lanes.N) {
      FloatVector first = FloatVector.fromArray(Lanes.F, sums, at + lane);
      FloatVector second = FloatVector.fromArray(Lanes.F, sums, at + lane + RowPairs.SECOND);
      for (int group = 0; group < 8; group++) {
        int j = 32 * group + lane;
        float d = sums[RowPairs.SPARE + group];
        float e = sums[RowPairs.SPARE + 8 + group];
        FloatVector v = FloatVector.fromArray(Lanes.F, x, xAt + j);
        first = value(values, j).mul(d).fma(v, first);
        second = value(values, j + 256).mul(e).fma(v, second);
        v = FloatVector.fromArray(Lanes.F, x, xAt + j + 16);
        first = value(values, j + 16).mul(d).fma(v, first);
        second = value(values, j + 272).mul(e).fma(v, second);
      }
      first.intoArray(sums, at + lane);
      second.intoArray(sums, at + lane + RowPairs.SECOND);
    }
  }

  private static FloatVector value(byte[] values, int at) {
    return (FloatVector)
        ByteVector.fromArray(B, values, at).convertShape(VectorOperators.B2F, Lanes.F, 0);
  }
}
