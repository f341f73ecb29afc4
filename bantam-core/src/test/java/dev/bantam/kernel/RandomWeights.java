package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random stored weights and activations for tests of products. */
final class RandomWeights {
  private RandomWeights() {}

  /** The types whose blocks can be filled at random. */
  static List<DType> types() {
    List<DType> types = new ArrayList<>();
    for (DType type : DType.values()) {
      if (type != DType.I64 && type != DType.F64) {
        types.add(type);
      }
    }
    return types;
  }

  /** [rows, k] weights of any bytes whose values are finite and below 1000. */
  static byte[] stored(DType type, int rows, int k, Random random) {
    byte[] bytes = new byte[Math.toIntExact(type.bytes((long) rows * k))];
    byte[] block = new byte[type.blockBytes];
    float[] values = new float[type.blockSize];
    for (int at = 0; at < bytes.length; at += block.length) {
      do {
        random.nextBytes(block);
        Kernel.of(type).decode(MemorySegment.ofArray(block), 0, values, 0, values.length);
      } while (largest(values) >= (type.name().startsWith("I") ? Float.MAX_VALUE : 1000));
      System.arraycopy(block, 0, bytes, at, block.length);
    }
    return bytes;
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Float.isNaN(value) ? Float.POSITIVE_INFINITY : Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  static float[] floats(int n, Random random) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
