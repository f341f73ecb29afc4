package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** IEEE 754 binary16; rounds to nearest, ties to even. */
final class F16 extends Kernel {
  private static final ValueLayout.OfShort LAYOUT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  F16() {
    super(DType.F16);
  }

  @Override
  public void decode(MemorySegment in, long offset, float[] out, int at, int n) {
    for (int j = 0; j < n; j++) {
      out[at + j] = Float.float16ToFloat(in.get(LAYOUT, offset + 2L * j));
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  public void encode(
      float[] in, int at, int n, float @Nullable [] importance, MemorySegment out, long offset) {
    short[] halves = new short[n];
    for (int j = 0; j < n; j++) {
      halves[j] = Float.floatToFloat16(in[at + j]);
    }
    MemorySegment.copy(halves, 0, out, LAYOUT, offset, n);
  }

  @Override
  Floats floats() {
    return Floats.F16;
  }

  @Override
  boolean pairs() {
    return Simd.ENABLED;
  }

  @Override
  void pair(MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    VectorPairs.f16(w, a, b, k, x, xAt, sums, at);
  }
}
