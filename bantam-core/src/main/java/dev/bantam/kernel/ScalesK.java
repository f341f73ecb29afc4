package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneCode;
import dev.bantam.kernel.machine.LaneProgram;

/** How the K-quants pack the six-bit scales of a block of 256 values into 12 bytes. */
final class ScalesK {
  private ScalesK() {}

  /**
   * Scale {@code s} of the eight of Q4_K and Q5_K. Bytes 0..3 hold scales 0..3 in their low six
   * bits, bytes 4..7 the minima 0..3; byte 8 + s holds the low nibbles of scale 4 + s and minimum 4
   * + s, whose upper two bits are the free top bits of bytes s and 4 + s.
   *
   * @param i index of the first of the 12 bytes
   */
  static int scale(byte[] in, int i, int s) {
    return s < 4 ? in[i + s] & 63 : in[i + 4 + s] & 15 | (in[i + s - 4] & 0xC0) >> 2;
  }

  /** Minimum {@code s} of the eight of Q4_K and Q5_K, packed as {@link #scale} says. */
  static int minimum(byte[] in, int i, int s) {
    return s < 4 ? in[i + 4 + s] & 63 : in[i + 4 + s] >> 4 & 15 | (in[i + s] & 0xC0) >> 2;
  }

  /** Packs scale and minimum {@code s} into bytes that are zero where nothing was packed yet. */
  static void put(byte[] out, int i, int s, int scale, int minimum) {
    if (s < 4) {
      out[i + s] = (byte) scale;
      out[i + 4 + s] = (byte) minimum;
    } else {
      out[i + 4 + s] = (byte) (scale & 15 | (minimum & 15) << 4);
      out[i + s - 4] |= (byte) (scale >> 4 << 6);
      out[i + s] |= (byte) (minimum >> 4 << 6);
    }
  }

  /**
   * Scale {@code s} of the 16 of Q3_K, in 0..63. Byte s mod 8 holds the low nibble of scale s
   * (scales 8..15 in the high half); byte 8 + s mod 4 holds its upper two bits at bit 2 (s / 4).
   */
  static int scale3(byte[] in, int i, int s) {
    int low = in[i + (s & 7)] >> (s < 8 ? 0 : 4) & 15;
    int high = in[i + 8 + (s & 3)] >> 2 * (s >> 2) & 3;
    return low | high << 4;
  }

  /** Packs scale {@code s} of Q3_K into bytes that are zero where nothing was packed yet. */
  static void put3(byte[] out, int i, int s, int scale) {
    out[i + (s & 7)] |= (byte) ((scale & 15) << (s < 8 ? 0 : 4));
    out[i + 8 + (s & 3)] |= (byte) (scale >> 4 << 2 * (s >> 2));
  }

  /** What blocks of Q4_K and Q5_K share: d and dmin in the first word, then three of scales. */
  abstract static class Lanes extends LaneProgram {
    private static final int D = 0;
    private static final int MINUS_DMIN = 1;

    Lanes(int blockBytes, int words) {
      super(256, 32, blockBytes, words, 0, NO_HALF);
    }

    @Override
    protected void begin(LaneCode c) {
      c.load(c.t, 0);
      c.lowHalf(c.state(D), c.t);
      c.highHalf(c.state(MINUS_DMIN), c.t);
      c.multiply(c.state(MINUS_DMIN), c.state(MINUS_DMIN), c.constant(-1f));
    }

    @Override
    protected void scales(LaneCode c, int g) {
      number(c, c.scale, 1, 0, g);
      number(c, c.offset, 2, 4, g);
      c.toFloats(c.scale, c.scale);
      c.toFloats(c.offset, c.offset);
      c.multiply(c.scale, c.scale, c.state(D));
      c.multiply(c.offset, c.offset, c.state(MINUS_DMIN));
    }
  }

  /** Scale ({@code word} 1) or minimum (word 2, in the nibbles from {@code bit} on) {@code s}. */
  private static void number(LaneCode c, int to, int word, int bit, int s) {
    c.load(c.t, word);
    if (s < 4) {
      c.bits(to, c.t, 8 * s, 6);
      return;
    }
    c.bits(to, c.t, 8 * (s - 4) + 6, 2);
    c.shiftLeft(to, to, 4);
    c.load(c.t, 3);
    c.bits(c.t, c.t, 8 * (s - 4) + bit, 4);
    c.or(to, to, c.t);
  }

  /** Scale {@code s} of the 16 of Q3_K less 32, as a float in {@code c.scale}. */
  static void scale3(LaneCode c, int s) {
    c.load(c.t, 26);
    c.bits(c.scale, c.t, 8 * (s & 3) + 2 * (s >> 2), 2);
    c.shiftLeft(c.scale, c.scale, 4);
    c.load(c.t, 24 + (s >> 2 & 1));
    c.bits(c.t, c.t, 8 * (s & 3) + (s < 8 ? 0 : 4), 4);
    c.or(c.scale, c.scale, c.t);
    c.toFloats(c.scale, c.scale);
    c.addFloats(c.scale, c.scale, c.constant(-32f));
  }
}
