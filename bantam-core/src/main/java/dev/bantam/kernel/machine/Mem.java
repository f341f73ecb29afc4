package dev.bantam.kernel.machine;

/**
 * A memory operand.
 *
 * @param base the general register that holds the address, or {@link #POOL}
 * @param offset bytes to add; for {@link #POOL} the offset in the pool of constants
 * @param index a vector register of offsets to add (gathers only), or -1
 * @param broadcast whether one 32-bit value stands for all lanes
 */
record Mem(int base, int offset, int index, boolean broadcast) {
  /** The constants that follow the code. */
  static final int POOL = -1;

  static Mem at(int base, int offset) {
    return new Mem(base, offset, -1, false);
  }

  static Mem broadcast(int base, int offset) {
    return new Mem(base, offset, -1, true);
  }

  static Mem gather(int base, int offset, int index) {
    return new Mem(base, offset, index, false);
  }
}
