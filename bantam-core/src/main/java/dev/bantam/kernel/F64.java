package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** IEEE 754 binary64, rounded to binary32 when read. */
final class F64 extends Kernel {
  private static final ValueLayout.OfDouble LAYOUT =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  F64() {
    super(DType.F64);
  }

  @Override
  public void decode(MemorySegment in, long offset, float[] out, int at, int n) {
    for (int j = 0; j < n; j++) {
      out[at + j] = (float) in.get(LAYOUT, offset + 8L * j);
    }
  }
}
