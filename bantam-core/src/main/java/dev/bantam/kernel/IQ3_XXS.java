package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 98 bytes, eight groups of 32: x = d (s + 1/2) / 2 v, s in 0..15, where each four
 * magnitudes are a point of {@link Codebook#IQ3_XXS} and the signs of each eight have even parity.
 *
 * <pre>
 *   0..1   d, binary16
 *   2..65  the point number of each four values
 *  66..97  a 32-bit number for each group: signs of its four eights, seven bits each (see {@link
 *          Codebook#signs}), and s in bits 28..31
 * </pre>
 */
final class IQ3_XXS extends BlockKernel {
  /** Made when the first block is encoded: who only reads files does not pay for it. */
  private static final class Encoder {
    static final CodebookFit FIT =
        new CodebookFit(
            new CodebookSearch(Codebook.IQ3_XXS, 2),
            32,
            true,
            1e-8f,
            15,
            0.2f,
            CodebookFit.Refine.MISSED);
  }

  IQ3_XXS() {
    super(DType.IQ3_XXS);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int group = 0; group < 8; group++) {
      int signs = i32(in, i + 66 + 4 * group);
      float dl = d * (0.5f + (signs >>> 28)) * 0.5f;
      for (int l = 0; l < 8; l++) {
        int point = in[i + 2 + 8 * group + l] & 0xFF;
        int four = Codebook.signs(signs >> 7 * (l >> 1)) >> 4 * (l & 1);
        Codebook.IQ3_XXS.decode(point, dl, four, out, at + 32 * group + 4 * l);
      }
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float[] weights = new float[256];
    row.weighOrSquare(j, 256, 2 * row.sumOfSquares(j, 256) / 256, weights);
    CodebookFit.Result fit = Encoder.FIT.fit(row, j, weights);
    if (fit.d == 0) {
      return;
    }
    putHalf(out, i, fit.d * 1.0125f);
    for (int l = 0; l < 64; l++) {
      out[i + 2 + l] = (byte) fit.points[l];
    }
    for (int group = 0; group < 8; group++) {
      int signs = fit.scales[group] << 28;
      for (int l = 0; l < 4; l++) {
        signs |= (fit.signs[4 * group + l] & 127) << 7 * l;
      }
      putI32(out, i + 66 + 4 * group, signs);
    }
  }
}
