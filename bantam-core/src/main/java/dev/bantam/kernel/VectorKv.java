package dev.bantam.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Decoding of {@link KvLayout} with vectors of at least 256 bits. */
final class VectorKv {
  private static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, Lanes.shape(8));

  private VectorKv() {}

  /** See {@link KvLayout}: out[at + 16 d + i] = scales[i] times byte in[from + 16 d + i]. */
  static void scaled(byte[] in, int from, float[] scales, float[] out, int at, int n) {
    for (int lane = 0; lane < Outer.GROUP; lane += Lanes.N) {
      FloatVector scale = FloatVector.fromArray(Lanes.F, scales, lane);
      for (int i = lane; i < n; i += Outer.GROUP) {
        ((FloatVector)
                ByteVector.fromArray(B, in, from + i).convertShape(VectorOperators.B2F, Lanes.F, 0))
            .mul(scale)
            .intoArray(out, at + i);
      }
    }
  }
}
