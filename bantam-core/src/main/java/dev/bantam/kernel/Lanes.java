package dev.bantam.kernel;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors in use. {@link #F} holds {@link #N} floats; the other species hold as many elements
 * of their type.
 */
final class Lanes {
  static final VectorSpecies<Float> F =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Simd.BITS));
  static final VectorSpecies<Integer> I = F.withLanes(int.class);

  /** Floats in a vector: 4, 8 or 16. */
  static final int N = F.length();

  private Lanes() {}

  /** The shape of {@link #N} elements of {@code bits} bits. */
  static VectorShape shape(int bits) {
    return VectorShape.forBitSize(N * bits);
  }
}
