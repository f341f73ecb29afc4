package dev.bantam.kernel.machine;

/**
 * Rows that were taken apart for a while: for each granule its codes, a byte each, then the scale
 * as floats, and the offset if there is no zero. What every type becomes before it meets many rows
 * of x.
 */
final class Panel extends LaneProgram {
  private final int zero;

  private Panel(int granule, int zero) {
    super(32, granule, 4 * words(granule, zero), words(granule, zero), 0, NO_HALF);
    this.zero = zero;
  }

  /** The form in which rows of a program are taken apart. */
  static Panel of(LaneProgram program) {
    return new Panel(program.granule, program.zero() == NO_ZERO ? NO_ZERO : 128);
  }

  private static int words(int granule, int zero) {
    return 32 / granule * (granule / 4 + (zero == NO_ZERO ? 2 : 1));
  }

  int wordsPerGranule() {
    return words * granule / 32;
  }

  @Override
  protected int zero() {
    return zero;
  }

  @Override
  protected void scales(LaneCode c, int g) {
    c.load(c.scale, g * wordsPerGranule() + granule / 4);
    if (zero == NO_ZERO) {
      c.load(c.offset, g * wordsPerGranule() + granule / 4 + 1);
    }
  }

  @Override
  protected void codes(LaneCode c, int step) {
    int steps = granule / 4;
    c.load(c.codes, step / steps * wordsPerGranule() + step % steps);
  }
}
