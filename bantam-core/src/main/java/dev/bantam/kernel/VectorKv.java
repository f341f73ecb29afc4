package dev.bantam.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Decoding of Q8_0 pages ({@link KvLayout}) with vectors of at least 256 bits. */
final class VectorKv {
  private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, Lanes.shape(8));
  private static final int BLOCK = KvLayout.BLOCK;
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private VectorKv() {}

  private static float half(MemorySegment page, long at) {
    return Float.float16ToFloat(page.get(HALF, at));
  }

  private static FloatVector codes(MemorySegment page, long at) {
    return (FloatVector)
        ByteVector.fromMemorySegment(B, page, at, LITTLE_ENDIAN)
            .convertShape(VectorOperators.B2F, Lanes.F, 0);
  }

  /** Keys: out receives {@code n} numbers, 32 of each position of a block at a time. */
  static void keys(MemorySegment page, long from, float[] out, int n) {
    float[] scales = new float[BLOCK];
    for (int at = 0; at < n; at += 32 * BLOCK, from += 34 * BLOCK) {
      for (int i = 0; i < BLOCK; i++) {
        scales[i] = half(page, from + 2L * i);
      }
      for (int lane = 0; lane < BLOCK; lane += Lanes.N) {
        FloatVector scale = FloatVector.fromArray(Lanes.F, scales, lane);
        for (int i = lane; i < 32 * BLOCK; i += BLOCK) {
          codes(page, from + 2 * BLOCK + i).mul(scale).intoArray(out, at + i);
        }
      }
    }
  }

  /** Values: out receives {@code n} numbers, 32 of a position at a time. */
  static void values(MemorySegment page, long from, float[] out, int n) {
    for (int at = 0; at < n; at += 32, from += 34) {
      FloatVector scale = FloatVector.broadcast(Lanes.F, half(page, from));
      for (int i = 0; i < 32; i += Lanes.N) {
        codes(page, from + 2 + i).mul(scale).intoArray(out, at + i);
      }
    }
  }
}
