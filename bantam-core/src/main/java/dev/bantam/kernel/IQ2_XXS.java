package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * 256 values in 66 bytes, eight groups of 32: x = d (s + 1/2) / 4 v, s in 0..15, where each eight
 * magnitudes are a point of {@link Codebook#IQ2_XXS} and the signs of each eight have even parity.
 *
 * <pre>
 *  0..1   d, binary16
 *  2..65  eight bytes for each group: four point numbers of a byte each, then a 32-bit number: signs of the
 *         four points, seven bits each (see {@link Codebook#signs}), and s in bits 28..31
 * </pre>
 */
final class IQ2_XXS extends BlockKernel {
  /** Made when the first block is encoded: who only reads files does not pay for it. */
  private static final class Encoder {
    static final CodebookFit FIT =
        new CodebookFit(
            new CodebookSearch(Codebook.IQ2_XXS, 2),
            32,
            true,
            Fit.ZERO,
            6,
            0.1f,
            CodebookFit.Refine.ALL);
  }

  IQ2_XXS() {
    super(DType.IQ2_XXS);
  }

  @Override
  boolean pairs() {
    return Simd.BITS >= 256;
  }

  @Override
  void pair(MemorySegment w, long a, long b, int k, float[] x, int xAt, float[] sums, int at) {
    VectorCodebooks.iq2_xxs(w, a, b, k, x, xAt, sums, at);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int group = 0; group < 8; group++) {
      int g = i + 2 + 8 * group;
      int signs = i32(in, g + 4);
      float dl = d * (0.5f + (signs >>> 28)) * 0.25f;
      for (int l = 0; l < 4; l++) {
        Codebook.IQ2_XXS.decode(
            in[g + l] & 0xFF, dl, Codebook.signs(signs >> 7 * l), out, at + 32 * group + 8 * l);
      }
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  public boolean needsImportance() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float[] weights = new float[256];
    row.weighOrSquare(j, 256, row.sumOfSquares(j, 256) / 256, weights);
    CodebookFit.Result fit = Encoder.FIT.fit(row, j, weights);
    if (fit.d == 0) {
      return;
    }
    putHalf(out, i, fit.d);
    for (int group = 0; group < 8; group++) {
      int g = i + 2 + 8 * group;
      int signs = fit.scales[group] << 28;
      for (int l = 0; l < 4; l++) {
        out[g + l] = (byte) fit.points[4 * group + l];
        signs |= (fit.signs[4 * group + l] & 127) << 7 * l;
      }
      putI32(out, g + 4, signs);
    }
  }
}
