package dev.bantam.kernel;

import dev.bantam.kernel.machine.Floats;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** IEEE 754 binary32. */
final class F32 extends Kernel {
  F32() {
    super(DType.F32);
  }

  @Override
  public void decode(MemorySegment in, long offset, float[] out, int at, int n) {
    MemorySegment.copy(in, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, out, at, n);
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  public void encode(
      float[] in, int at, int n, float @Nullable [] importance, MemorySegment out, long offset) {
    MemorySegment.copy(in, at, out, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, n);
  }

  @Override
  Floats floats() {
    return Floats.F32;
  }

  @Override
  boolean pairs() {
    return Simd.ENABLED;
  }

  @Override
  void pair(MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    VectorPairs.f32(w, a, b, k, x, xAt, sums, at);
  }
}
