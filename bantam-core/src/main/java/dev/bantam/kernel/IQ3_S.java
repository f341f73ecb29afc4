package dev.bantam.kernel;

import dev.bantam.tensor.DType;

/**
 * 256 values in 110 bytes, eight groups of 32: x = d (2 s + 1) v, s in 0..15, where each four
 * magnitudes are a point of {@link Codebook#IQ3_S}. Where a group is zero, ggml writes the points
 * and signs of the groups after it into the places before theirs, which damages the block; here
 * every group has its own place.
 *
 * <pre>
 *    0..1    d, binary16
 *    2..65   bits 0..7 of the point number of each four values
 *   66..73   bit 8 of the point numbers, eight of them in a byte
 *   74..105  signs of each eight values: bit j of the byte is set where value j is negative
 *  106..109  s: byte p holds that of group 2 p (low nibble) and 2 p + 1 (high nibble)
 * </pre>
 */
final class IQ3_S extends BlockKernel {
  /** Made when the first block is encoded: who only reads files does not pay for it. */
  private static final class Encoder {
    static final CodebookFit FIT =
        new CodebookFit(
            new CodebookSearch(Codebook.IQ3_S, 3),
            32,
            false,
            0,
            9,
            0.2f,
            CodebookFit.Refine.ALL_IF_ANY_MISSED);
  }

  IQ3_S() {
    super(DType.IQ3_S);
  }

  @Override
  void decodeBlock(byte[] in, int i, float[] out, int at) {
    float d = half(in, i);
    for (int l = 0; l < 64; l++) {
      int group = l >> 3;
      float dl = d * (1 + 2 * (in[i + 106 + (group >> 1)] >> 4 * (group & 1) & 15));
      int point = in[i + 2 + l] & 0xFF | (in[i + 66 + group] >> (l & 7) & 1) << 8;
      int four = in[i + 74 + (l >> 1)] >> 4 * (l & 1);
      Codebook.IQ3_S.decode(point, dl, four, out, at + 4 * l);
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
    putHalf(out, i, fit.d * 1.033f);
    for (int l = 0; l < 64; l++) {
      out[i + 2 + l] = (byte) fit.points[l];
      out[i + 66 + (l >> 3)] |= (byte) (fit.points[l] >> 8 << (l & 7));
    }
    for (int l = 0; l < 32; l++) {
      out[i + 74 + l] = (byte) fit.signs[l];
    }
    Nibbles.putPairs(fit.scales, out, i + 106);
  }
}
