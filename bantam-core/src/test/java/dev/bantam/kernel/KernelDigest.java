package dev.bantam.kernel;

import dev.bantam.layer.LayerDigest;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Prints which arithmetic this JVM uses, then numbers that must be the same for every choice. */
final class KernelDigest {
  private KernelDigest() {}

  public static void main(String[] arguments) {
    Random random = new Random(5);
    System.out.println(Simd.bits());
    try (Team team = new Team(2)) {
      for (DType type : RandomWeights.types()) {
        int k = type.blockSize == 1 ? 83 : 2 * type.blockSize;
        System.out.println(type + " " + product(type, 19, k, 1, random, team));
        System.out.println(type + " " + product(type, 19, k, 7, random, team));
        int whole = type.blockSize == 1 ? 96 : k;
        System.out.println(type + " " + product(type, 19, whole, 1, random, team));
      }
    }
    float[] x = RandomWeights.floats(99, random);
    VectorOps.sigmoidGate(1, x, 0, 99);
    VectorOps.geluTanh(x, 1, 90);
    VectorOps.addScaled(0.7f, x, 0, x, 50, 49);
    VectorOps.softcap(3, x, 2, 91);
    x[17] = Float.NaN;
    x[20] = Float.POSITIVE_INFINITY;
    x[40] = -200;
    VectorOps.sigmoidGate(1.7f, x, 0, 99);
    System.out.println("dot " + VectorOps.dot(x, 0, x, 1, 98));
    System.out.println("exp " + VectorOps.expSum(x, 3, 91, 0.1f, new float[16]) + " " + hash(x));
    LayerDigest.lines().forEach(System.out::println);
  }

  private static String product(DType type, int rows, int k, int m, Random random, Team team) {
    byte[] stored = RandomWeights.stored(type, rows, k, random);
    // As a file's memory is: machine code takes no Java arrays as weights.
    MemorySegment data = Arena.ofAuto().allocate(stored.length, 32);
    data.copyFrom(MemorySegment.ofArray(stored));
    Tensor tensor = new Tensor("w", type, new long[] {rows, k}, data);
    float[] y = new float[m * rows];
    new Matrix(tensor).multiply(RandomWeights.floats(m * k, random), m, y, team);
    return "[%d, %d] x %d: %s".formatted(rows, k, m, hash(y));
  }

  private static String hash(float[] numbers) {
    long hash = 17;
    for (float number : numbers) {
      hash = hash * 1_000_003 + Float.floatToIntBits(number);
    }
    return Long.toHexString(hash);
  }
}
