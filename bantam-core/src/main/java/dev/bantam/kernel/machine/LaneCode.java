package dev.bantam.kernel.machine;

import static dev.bantam.kernel.machine.Assembler.RDI;

import dev.bantam.kernel.machine.Assembler.Form;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of a kernel while it is written, in vectors of 32-bit lanes: {@link LaneProgram}s say
 * what to compute; registers and constants are found here.
 *
 * <p>A constant lies in memory behind the code; one that is used as a register is loaded once,
 * before the loops.
 */
public final class LaneCode {
  /** Stands for a word that has no place in the block yet. */
  static final int NOWHERE = -1;

  /** Takes the codes of four columns. */
  public final int codes;

  /** Takes the scale of a granule. */
  public final int scale;

  /** Takes the offset of a granule, where the type has one. */
  public final int offset;

  /** Free between two calls of a program's methods. */
  public final int t;

  /** As {@link #t}. */
  public final int u;

  final Assembler a;
  private final int lanes;
  private final int[] places;
  private int nextPlace;
  private final Map<ByteBuffer, Mem> memory = new LinkedHashMap<>();
  private final Map<ByteBuffer, Integer> registers = new LinkedHashMap<>();
  private int states;

  /**
   * @param first the first vector register that is free
   * @param places see {@link LaneCompiler.Needs}; what is {@link #NOWHERE} gets the next place when
   *     it is read
   */
  LaneCode(Assembler a, int first, int[] places) {
    this.a = a;
    this.lanes = a.form().lanes();
    this.places = places;
    this.codes = first;
    this.scale = first + 1;
    this.offset = first + 2;
    this.t = first + 3;
    this.u = first + 4;
  }

  /** Register {@code i} of those that keep their values during a block. */
  public int state(int i) {
    states = Math.max(states, i + 1);
    return u + 1 + i;
  }

  /** Registers up to the last state, and those of constants. */
  int registers() {
    return u + 1 + states + registers.size();
  }

  /** The finished kernel: constants are loaded, then comes the body. */
  byte[] finish() {
    if (registers() > a.form().registers()) {
      throw new IllegalStateException("a kernel needs more registers than there are");
    }
    Assembler before = new Assembler(a.form());
    registers.forEach((bytes, register) -> before.vector(Op.LOAD, register, inMemory(bytes)));
    return a.finish(before);
  }

  /** A register with {@code value} in each lane. */
  public int constant(int value) {
    return ints(value);
  }

  /** A register with {@code value} in each lane. */
  public int constant(float value) {
    return constant(Float.floatToRawIntBits(value));
  }

  /** A register with these integers, repeated to the width of a vector. */
  int ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return table(bytes.array());
  }

  /** A register with these bytes, repeated to the width of a vector. */
  public int table(byte[] bytes) {
    return registers.computeIfAbsent(
        repeated(bytes), b -> a.form().registers() - 1 - registers.size());
  }

  private ByteBuffer repeated(byte[] bytes) {
    byte[] whole = new byte[4 * lanes];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = bytes[i % bytes.length];
    }
    return ByteBuffer.wrap(whole);
  }

  private Mem inMemory(ByteBuffer bytes) {
    return memory.computeIfAbsent(
        bytes,
        b -> {
          byte[] copy = new byte[b.remaining()];
          b.get(0, copy);
          return a.constants(copy);
        });
  }

  private Mem word(int i, int size) {
    if (places[i] == NOWHERE) {
      places[i] = nextPlace;
      nextPlace += size;
    }
    return Mem.at(RDI, 2 * lanes * places[i]);
  }

  /** to = word {@code i} of each row's block. */
  public void load(int to, int i) {
    a.vector(Op.LOAD, to, word(i, 2));
  }

  /** to = the binary16 number of each row's block that lies outside its words. */
  public void half(int to) {
    a.vector(Op.HALF_TO_FLOATS, to, word(places.length - 1, 1));
  }

  /** to = the binary16 numbers in the low halves of {@code x}; uses {@link #u}. */
  public void lowHalf(int to, int x) {
    if (a.form() == Form.VEX_256) {
      and(u, x, constant(0xFFFF));
      a.vector(Op.PACK_UNSIGNED_WORDS, u, u, u);
      a.vector(Op.PERMUTE_LONGS, u, 0, u, 0b1000);
    } else {
      a.vector(Op.NARROW_WORDS, x, u);
    }
    a.vector(Op.HALF_TO_FLOATS, to, u);
  }

  /** to = the binary16 numbers in the high halves of {@code x}; uses {@link #u}. */
  public void highHalf(int to, int x) {
    shiftRight(to, x, 16);
    lowHalf(to, to);
  }

  /** to = x. */
  public void move(int to, int x) {
    a.vector(Op.LOAD, to, x);
  }

  public void and(int to, int x, int y) {
    a.vector(Op.AND, to, x, y);
  }

  public void or(int to, int x, int y) {
    a.vector(Op.OR, to, x, y);
  }

  public void xor(int to, int x, int y) {
    a.vector(Op.XOR, to, x, y);
  }

  /** to = (to and mask) or x. */
  public void andOr(int to, int mask, int x) {
    if (a.form() == Form.VEX_256) {
      and(to, to, mask);
      or(to, to, x);
    } else {
      a.vector(Op.TERNARY, to, mask, x, 0xEA);
    }
  }

  /** to = the bits of {@code to} where {@code mask} has ones, else those of {@code x}; AVX-512. */
  public void select(int to, int mask, int x) {
    a.vector(Op.TERNARY, to, mask, x, 0xE2);
  }

  /** to = x shifted left by {@code bits}, or right where that is negative. */
  public void shiftLeft(int to, int x, int bits) {
    if (bits < 0) {
      shiftRight(to, x, -bits);
    } else {
      a.vector(Op.SHIFT_LEFT, to, 0, x, bits);
    }
  }

  public void shiftRight(int to, int x, int bits) {
    a.vector(Op.SHIFT_RIGHT, to, 0, x, bits);
  }

  /** to = the {@code n} bits of each lane of {@code x} from bit {@code from} on, as an integer. */
  public void bits(int to, int x, int from, int n) {
    shiftLeft(to, x, 32 - n - from);
    shiftRight(to, to, 32 - n);
  }

  /** to = byte {@code i} of each lane of {@code x}, with its sign, as an integer. */
  public void signedByte(int to, int x, int i) {
    shiftLeft(to, x, 24 - 8 * i);
    a.vector(Op.SHIFT_RIGHT_SIGNED, to, 0, to, 24);
  }

  /** to = the integers of {@code x} as floats. */
  public void toFloats(int to, int x) {
    a.vector(Op.TO_FLOATS, to, x);
  }

  public void multiply(int to, int x, int y) {
    a.vector(Op.MULTIPLY, to, x, y);
  }

  public void addFloats(int to, int x, int y) {
    a.vector(Op.ADD_FLOATS, to, x, y);
  }

  /** to = for each byte of {@code index} (0 to 15) that byte of a table of 16 bytes. */
  public void lookUp16(int to, int table, int index) {
    a.vector(Op.SHUFFLE_BYTES, to, table, index);
  }

  /**
   * to = for each byte of {@code index}, of which six bits count, that byte of a table of 64;
   * AVX-512.
   */
  public void lookUp64(int to, int index, int table) {
    a.vector(Op.PERMUTE_BYTES, to, index, table);
  }

  /**
   * to = for each of its bytes, of which seven bits count, that byte of a table of 128; AVX-512.
   */
  public void lookUp128(int to, int low, int high) {
    a.vector(Op.PERMUTE_BYTES_2, to, low, high);
  }

  /**
   * to = for each of its 16-bit numbers, of which six bits count, that one of a table of 64;
   * AVX-512.
   */
  public void lookUpWords(int to, byte[] low, byte[] high) {
    a.vector(Op.PERMUTE_WORDS_2, to, table(low), inMemory(repeated(high)));
  }

  /** Sets mask 1 where a 16-bit number of {@code x} has any bit of {@code y}; AVX-512. */
  public void testWords(int x, int y) {
    a.vector(Op.TEST_WORDS, 1, x, y);
  }

  /** to = the 16-bit numbers of {@code y} where mask 1 is set, else those of {@code x}; AVX-512. */
  public void blendWords(int to, int x, int y) {
    a.masked(Op.BLEND_WORDS, 1, to, x, y);
  }

  /**
   * to = byte i is the 8 bits of each 64-bit lane of {@code x} from bit {@code from[i]} on, round
   * the lane; AVX-512.
   *
   * @param from [8], or [64] for lanes of their own
   */
  public void selectBits(int to, int x, byte[] from) {
    a.vector(Op.LOAD, to, inMemory(repeated(from)));
    a.vector(Op.SELECT_BITS, to, to, x);
  }

  /** codes = the nibbles of word {@code i}, low or high. */
  public void nibbles(int i, boolean high) {
    load(codes, i);
    if (high) {
      shiftRight(codes, codes, 4);
    }
    and(codes, codes, constant(0x0F0F0F0F));
  }
}
