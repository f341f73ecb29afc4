package dev.bantam.kernel.machine;

/** Types whose values become floats by one or two instructions. */
public enum Floats {
  F32(4) {
    @Override
    void load(Assembler a, int to, Mem from) {
      a.vector(Op.LOAD_FLOATS, to, from);
    }
  },
  F16(2) {
    @Override
    void load(Assembler a, int to, Mem from) {
      a.vector(Op.HALF_TO_FLOATS, to, from);
    }
  },
  /** Two numbers of BF16, of which both are multiplied and added to one sum. */
  PAIR(4) {
    @Override
    void load(Assembler a, int to, Mem from) {
      a.vector(Op.LOAD, to, from);
    }

    @Override
    Op multiplyAdd() {
      return Op.DOT_PAIRS;
    }
  },
  BF16(2) {
    @Override
    void load(Assembler a, int to, Mem from) {
      a.vector(Op.WIDEN_WORDS, to, from);
      a.vector(Op.SHIFT_LEFT, to, 0, to, 16);
    }
  };

  final int bytes;

  Floats(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of a value. */
  public int bytes() {
    return bytes;
  }

  /** The instruction that adds the products of two loaded vectors to a third. */
  Op multiplyAdd() {
    return Op.MULTIPLY_ADD;
  }

  /** Loads a vector of 16 values as floats. */
  abstract void load(Assembler a, int to, Mem from);
}
