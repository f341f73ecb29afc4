package dev.bantam.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What one thread of this machine can do at most: bytes that it reads from memory, and float32
 * multiply-adds. The best of some runs of each, right before the benchmarks.
 *
 * @param bytesPerNano GB/s
 * @param opsPerNano 10⁹ operations a second; a multiplication and an addition are two
 */
record Roofline(double bytesPerNano, double opsPerNano) {
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final long BYTES = 256L << 20;
  private static final int STEPS = 1 << 24;
  private static final int CHAINS = 8;
  private static final int RUNS = 15;

  static Roofline measure() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(BYTES, 64).fill((byte) 1);
      double bytes = 0;
      double ops = 0;
      long sink = 0;
      for (int i = 0; i < RUNS; i++) {
        long start = System.nanoTime();
        sink += read(data);
        long middle = System.nanoTime();
        sink += (long) multiplyAdd(STEPS);
        long end = System.nanoTime();
        bytes = Math.max(bytes, BYTES / (double) (middle - start));
        ops = Math.max(ops, 2.0 * STEPS * CHAINS * FLOATS.length() / (end - middle));
      }
      if (sink == 42) {
        System.out.println(); // so that nothing above is left out as unused
      }
      return new Roofline(bytes, ops);
    }
  }

  private static long read(MemorySegment data) {
    LongVector a = LongVector.zero(LONGS);
    LongVector b = a;
    int step = LONGS.vectorByteSize();
    for (long at = 0; at < BYTES; at += 2L * step) {
      a = a.add(LongVector.fromMemorySegment(LONGS, data, at, ByteOrder.nativeOrder()));
      b = b.add(LongVector.fromMemorySegment(LONGS, data, at + step, ByteOrder.nativeOrder()));
    }
    return a.add(b).reduceLanes(VectorOperators.ADD);
  }

  /** {@link #CHAINS} chains of additions, enough to hide the latency of one. */
  private static float multiplyAdd(int steps) {
    FloatVector x = FloatVector.broadcast(FLOATS, 0.999f);
    FloatVector y = FloatVector.broadcast(FLOATS, 0.001f);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = x;
    FloatVector h = x;
    for (int i = 0; i < steps; i++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).reduceLanes(VectorOperators.ADD);
  }
}
