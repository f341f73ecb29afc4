package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 82 bytes, 16 groups of 16: x = d (s + 1/2) / 4 v, s in 0..15, where each eight
 * magnitudes are a point of {@link Codebook#IQ2_S}.
 *
 * <pre>
 *   0..1   d, binary16
 *   2..33  bits 0..7 of the point number of each eight values
 *  34..65  signs of each eight values: bit j of the byte is set where value j is negative
 *  66..73  bits 8..9 of the point numbers, four of them in a byte
 *  74..81  s: byte p holds that of group 2 p (low nibble) and 2 p + 1 (high nibble)
 * </pre>
 */
final class IQ2_S extends BlockKernel {
  /** Made when the first block is encoded: who only reads files does not pay for it. */
  private static final class Encoder {
    static final CodebookFit FIT =
        new CodebookFit(
            new CodebookSearch(Codebook.IQ2_S, 1),
            16,
            false,
            1e-8f,
            9,
            0.1f,
            CodebookFit.Refine.MISSED);
  }

  IQ2_S() {
    super(DType.IQ2_S);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int l = 0; l < 32; l++) {
      float dl = d * (0.5f + (in[i + 74 + (l >> 2)] >> 2 * (l & 2) & 15)) * 0.25f;
      int high = in[i + 66 + (l >> 2)] >> 2 * (l & 3) & 3;
      int point = in[i + 2 + l] & 0xFF | high << 8;
      Codebook.IQ2_S.decode(point, dl, in[i + 34 + l], out, at + 8 * l);
    }
  }

  @Override
  public boolean encodes() {
    return true;
  }

  @Override
  void encodeBlock(Row row, int j, byte[] out, int i) {
    float[] weights = new float[256];
    float variance = 2 * row.sumOfSquares(j, 256) / 256;
    row.weighOrSquare(j, 256, variance, weights);
    for (int l = 0; row.importance == null && l < 256; l++) {
      weights[l] += 0.25f * variance;
    }
    CodebookFit.Result fit = Encoder.FIT.fit(row, j, weights);
    if (fit.d == 0) {
      return;
    }
    putHalf(out, i, fit.d * 0.9875f);
    for (int l = 0; l < 32; l++) {
      out[i + 2 + l] = (byte) fit.points[l];
      out[i + 34 + l] = (byte) fit.signs[l];
      out[i + 66 + (l >> 2)] |= (byte) (fit.points[l] >> 8 << 2 * (l & 3));
    }
    Nibbles.putPairs(fit.scales, out, i + 74);
  }
}
