package dev.bantam.kernel.machine;

/**
 * How machine code takes the blocks of one storage type apart, many rows at once: row r is lane r
 * of a vector.
 *
 * <p>For that the blocks of as many rows as a vector has lanes are stored side by side, cut into
 * words of 32 bits: one word of all rows, then another one, and among them one binary16 number of
 * each row if the type has one outside its words. Nothing but the order of the bytes changes, so
 * that a program is written down from the type's definition. Words follow each other as the program
 * reads them: memory is quickest when it is read from front to back.
 *
 * <p>A row's value is {@code scale * (code - zero)} where the type has a {@link #zero}, else {@code
 * scale * code + offset}: the code is a byte without sign, scale and offset hold for a granule of
 * columns.
 */
public abstract class LaneProgram {
  /** Says that a type has offsets. */
  public static final int NO_ZERO = -1;

  /** Says that a type has no binary16 number outside its words. */
  public static final int NO_HALF = -1;

  final int columns;
  final int granule;
  final int blockBytes;
  final int words;
  final int wordsAt;
  final int halfAt;

  /**
   * @param columns values in a block, a multiple of 32
   * @param granule columns that share scale and offset: 16 or 32
   * @param blockBytes bytes of a row's block
   * @param words 32-bit words of a block, one after the other
   * @param wordsAt byte of the first word
   * @param halfAt byte of the binary16 number, or {@link #NO_HALF}
   */
  protected LaneProgram(
      int columns, int granule, int blockBytes, int words, int wordsAt, int halfAt) {
    this.columns = columns;
    this.granule = granule;
    this.blockBytes = blockBytes;
    this.words = words;
    this.wordsAt = wordsAt;
    this.halfAt = halfAt;
  }

  /** Reads what the whole block shares, into {@link LaneCode#state} registers. */
  protected void begin(LaneCode c) {}

  /** The code of value 0, a power of two up to 128; {@link #NO_ZERO} for a type with offsets. */
  protected int zero() {
    return NO_ZERO;
  }

  /**
   * Leaves the scale of granule {@code g} in {@code c.scale}, and its offset in {@code c.offset}
   * where there is no {@link #zero}.
   */
  protected abstract void scales(LaneCode c, int g);

  /** Leaves the codes of the columns from 4 {@code step} on, a byte each, in {@code c.codes}. */
  protected abstract void codes(LaneCode c, int step);

  /** Whether it moves bytes in ways that vectors of 512 bits alone have. */
  protected boolean permutesBytes() {
    return false;
  }

  /** Bytes that the blocks of all lanes take. */
  int stride(int lanes) {
    return lanes * blockBytes;
  }
}
