package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** bfloat16: the upper half of a binary32; rounds to nearest, ties to even. */
final class BF16 extends Kernel {
  private static final ValueLayout.OfShort LAYOUT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  BF16() {
    super(DType.BF16);
  }

  @Override
  public void decode(MemorySegment in, long offset, float[] out, int at, int n) {
    int whole = Simd.ENABLED ? VectorPairs.decodeBf16(in, offset, out, at, n) : 0;
    for (int j = whole; j < n; j++) {
      out[at + j] = Float.intBitsToFloat(in.get(LAYOUT, offset + 2L * j) << 16);
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
      int bits = Float.floatToRawIntBits(in[at + j]);
      halves[j] = (short) (bits + 0x7FFF + (bits >> 16 & 1) >> 16);
    }
    MemorySegment.copy(halves, 0, out, LAYOUT, offset, n);
  }

  @Override
  Floats floats() {
    return Floats.BF16;
  }

  @Override
  boolean pairs() {
    return Simd.ENABLED;
  }

  @Override
  void pair(MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    VectorPairs.bf16(w, a, b, k, x, xAt, sums, at);
  }
}
