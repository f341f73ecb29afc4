package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

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
  LaneProgram lanes() {
    return Lanes.PROGRAM;
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

  private static final class Lanes extends LaneProgram {
    static final LaneProgram PROGRAM = new Lanes();

    /** The code of value 0. */
    private static final int ZERO = 64;

    /** States: d / 4, points 0 and 2 of a group, points 1 and 3, signs, and a free register. */
    private static final int D = 0;

    private static final int EVEN = 1;
    private static final int ODD = 2;
    private static final int SIGNS = 3;
    private static final int FREE = 4;

    /** For each point eight level numbers of two bits, as four pairs of tables of 32. */
    private static final byte[][] POINTS = points();

    /** The eight signs of which seven are stored. */
    private static final byte[][] PARITY = parity();

    /** The code of a level number and, in bit 2, a sign. */
    private static final byte[] SIGNED_LEVELS = signedLevels();

    Lanes() {
      super(256, 32, 66, 16, 2, 0);
    }

    @Override
    protected int zero() {
      return ZERO;
    }

    @Override
    protected boolean permutesBytes() {
      return true;
    }

    @Override
    protected void begin(LaneCode c) {
      c.half(c.state(D));
      c.multiply(c.state(D), c.state(D), c.constant(0.25f));
    }

    @Override
    protected void scales(LaneCode c, int g) {
      c.load(c.t, 2 * g + 1);
      c.bits(c.t, c.t, 28, 4);
      c.toFloats(c.t, c.t);
      c.addFloats(c.t, c.t, c.constant(0.5f));
      c.multiply(c.scale, c.t, c.state(D));
    }

    @Override
    protected void codes(LaneCode c, int step) {
      if (step % 8 == 0) {
        group(c, step / 8);
      }
      int point = step % 8 / 2;
      int half = step % 2;
      int levels = 16 * (point / 2) + 8 * half;
      c.selectBits(c.codes, c.state(point % 2 == 0 ? EVEN : ODD), from(levels, 2));
      c.selectBits(c.t, c.state(SIGNS), from(8 * point + 4 * half - 2, 1));
      c.select(c.codes, c.constant(0x03030303), c.t);
      c.lookUp64(c.codes, c.codes, c.table(SIGNED_LEVELS));
    }

    /** Looks up the points and signs of a group. */
    private static void group(LaneCode c, int g) {
      int points = c.state(EVEN);
      c.load(points, 2 * g);
      c.shiftRight(c.state(ODD), points, 8);
      for (int state = EVEN; state <= ODD; state++) {
        c.and(c.state(state), c.state(state), c.constant(0x00FF00FF));
        lookUp(c, c.state(state));
      }
      c.load(c.t, 2 * g + 1);
      c.selectBits(c.state(SIGNS), c.t, from(0, 7));
      c.lookUp128(c.state(SIGNS), c.table(PARITY[0]), c.table(PARITY[1]));
    }

    /** Replaces the point numbers, 16 bits each, by their level numbers. */
    private static void lookUp(LaneCode c, int points) {
      int free = c.state(FREE);
      quarter(c, c.t, points, 0);
      quarter(c, c.u, points, 1);
      c.testWords(points, c.constant(0x00400040));
      c.blendWords(c.t, c.t, c.u);
      quarter(c, c.u, points, 2);
      quarter(c, free, points, 3);
      c.blendWords(c.u, c.u, free);
      c.shiftRight(free, points, 1);
      c.testWords(free, c.constant(0x00400040));
      c.blendWords(points, c.t, c.u);
    }

    private static void quarter(LaneCode c, int to, int points, int i) {
      c.move(to, points);
      c.lookUpWords(to, POINTS[2 * i], POINTS[2 * i + 1]);
    }

    /** Where to find what four bytes of a 32-bit lane take, for two lanes. */
    private static byte[] from(int first, int step) {
      byte[] from = new byte[8];
      for (int i = 0; i < 8; i++) {
        from[i] = (byte) (first + i % 4 * step + i / 4 * 32 & 63);
      }
      return from;
    }

    private static byte[][] points() {
      byte[][] tables = new byte[8][64];
      Codebook book = Codebook.IQ2_XXS;
      for (int p = 0; p < 256; p++) {
        int numbers = 0;
        for (int i = 0; i < 8; i++) {
          numbers |= Arrays.binarySearch(book.levels, book.values[8 * p + i]) << 2 * i;
        }
        putU16(tables[p / 32], p % 32 * 2, numbers);
      }
      return tables;
    }

    private static byte[][] parity() {
      byte[][] tables = new byte[2][64];
      for (int i = 0; i < 128; i++) {
        tables[i / 64][i % 64] = (byte) Codebook.signs(i);
      }
      return tables;
    }

    private static byte[] signedLevels() {
      byte[] codes = new byte[8];
      int[] levels = Codebook.IQ2_XXS.levels;
      for (int i = 0; i < levels.length; i++) {
        codes[i] = (byte) (ZERO + levels[i]);
        codes[4 + i] = (byte) (ZERO - levels[i]);
      }
      return codes;
    }
  }
}
