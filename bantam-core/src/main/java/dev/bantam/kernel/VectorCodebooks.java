package dev.bantam.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernel#pair} of types whose values are points of a {@link Codebook}. Points have eight
 * dimensions, so vectors hold eight numbers; points and signs are looked up as they are used.
 */
final class VectorCodebooks {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** [256, 8], the points of IQ2_XXS. */
  private static final float[] POINTS = points(Codebook.IQ2_XXS);

  /** [128, 8], the sign bits that seven stored signs stand for. */
  private static final int[] SIGNS = signs();

  private VectorCodebooks() {}

  private static float[] points(Codebook codebook) {
    float[] points = new float[codebook.values.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = codebook.values[i];
    }
    return points;
  }

  private static int[] signs() {
    int[] bits = new int[128 * 8];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Codebook.signs(i >> 3) >> (i & 7) << 31;
    }
    return bits;
  }

  static void iq2_xxs(
      MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    row(w, a, k, x, xAt, sums, at);
    row(w, b, k, x, xAt, sums, at + RowPairs.SECOND);
  }

  private static void row(
      MemorySegment w, long block, int k, float[] x, int xAt, float[] sums, int at) {
    FloatVector first = FloatVector.zero(F);
    FloatVector second = first;
    for (int j = xAt; j < xAt + k; j += 256, block += 66) {
      float d = Float.float16ToFloat(w.get(HALF, block));
      for (int group = 0; group < 8; group++) {
        // Four points of eight bits, four times seven signs, a scale of four bits.
        long bits = w.get(LONG, block + 2 + 8L * group);
        FloatVector scale = FloatVector.broadcast(F, d * (0.5f + (bits >>> 60)) * 0.25f);
        int v = j + 32 * group;
        first =
            FloatVector.fromArray(F, POINTS, 8 * (int) (bits & 255))
                .mul(scale)
                .reinterpretAsInts()
                .lanewise(
                    VectorOperators.XOR,
                    IntVector.fromArray(I, SIGNS, 8 * (int) (bits >>> 32 & 127)))
                .reinterpretAsFloats()
                .fma(FloatVector.fromArray(F, x, v), first);
        second =
            FloatVector.fromArray(F, POINTS, 8 * (int) (bits >>> 8 & 255))
                .mul(scale)
                .reinterpretAsInts()
                .lanewise(
                    VectorOperators.XOR,
                    IntVector.fromArray(I, SIGNS, 8 * (int) (bits >>> 39 & 127)))
                .reinterpretAsFloats()
                .fma(FloatVector.fromArray(F, x, v + 8), second);
        first =
            FloatVector.fromArray(F, POINTS, 8 * (int) (bits >>> 16 & 255))
                .mul(scale)
                .reinterpretAsInts()
                .lanewise(
                    VectorOperators.XOR,
                    IntVector.fromArray(I, SIGNS, 8 * (int) (bits >>> 46 & 127)))
                .reinterpretAsFloats()
                .fma(FloatVector.fromArray(F, x, v + 16), first);
        second =
            FloatVector.fromArray(F, POINTS, 8 * (int) (bits >>> 24 & 255))
                .mul(scale)
                .reinterpretAsInts()
                .lanewise(
                    VectorOperators.XOR,
                    IntVector.fromArray(I, SIGNS, 8 * (int) (bits >>> 53 & 127)))
                .reinterpretAsFloats()
                .fma(FloatVector.fromArray(F, x, v + 24), second);
      }
    }
    first.intoArray(sums, at);
    second.intoArray(sums, at + 8);
  }
}
