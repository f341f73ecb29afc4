package dev.bantam.kernel.machine;

/**
 * Rows that were taken apart for a while: for each granule its codes, a byte each, then scale and
 * offset as floats. What every type becomes before it meets many rows of x.
 */
final class Panel extends LaneProgram {
  Panel(int granule) {
    super(32, granule, 4 * words(granule), words(granule), 0, NO_HALF);
  }

  private static int words(int granule) {
    return 32 / granule * (granule / 4 + 2);
  }

  int wordsPerGranule() {
    return granule / 4 + 2;
  }

  @Override
  protected void scales(LaneCode c, int g) {
    c.load(c.scale, g * wordsPerGranule() + granule / 4);
    c.load(c.offset, g * wordsPerGranule() + granule / 4 + 1);
  }

  @Override
  protected void codes(LaneCode c, int step) {
    int steps = granule / 4;
    c.load(c.codes, step / steps * wordsPerGranule() + step % steps);
  }
}
