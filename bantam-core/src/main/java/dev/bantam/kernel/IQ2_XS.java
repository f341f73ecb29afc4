package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 74 bytes, 16 groups of 16: x = d (s + 1/2) / 4 v, s in 0..15, where each eight
 * magnitudes are a point of {@link Codebook#IQ2_XS} and the signs of each eight have even parity.
 *
 * <pre>
 *   0..1   d, binary16
 *   2..65  a 16-bit number for each eight values: point number in bits 0..8, seven signs above (see
 *          {@link Codebook#signs})
 *  66..73  s: byte p holds that of group 2 p (low nibble) and 2 p + 1 (high nibble)
 * </pre>
 */
final class IQ2_XS extends BlockKernel {
  /** Made when the first block is encoded: who only reads files does not pay for it. */
  private static final class Encoder {
    static final CodebookFit FIT =
        new CodebookFit(
            new CodebookSearch(Codebook.IQ2_XS, 2),
            16,
            true,
            Fit.ZERO,
            9,
            0.1f,
            CodebookFit.Refine.MISSED);
  }

  IQ2_XS() {
    super(DType.IQ2_XS);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int l = 0; l < 32; l++) {
      float dl = d * (0.5f + (in[i + 66 + (l >> 2)] >> 2 * (l & 2) & 15)) * 0.25f;
      int code = u16(in, i + 2 + 2 * l);
      Codebook.IQ2_XS.decode(code & 511, dl, Codebook.signs(code >> 9), out, at + 8 * l);
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
    for (int l = 0; l < 32; l++) {
      putU16(out, i + 2 + 2 * l, fit.points[l] | (fit.signs[l] & 127) << 9);
    }
    Nibbles.putPairs(fit.scales, out, i + 66);
  }
}
