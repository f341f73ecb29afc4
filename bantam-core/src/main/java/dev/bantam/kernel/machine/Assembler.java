package dev.bantam.kernel.machine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes the x86-64 instructions that kernels use (Intel SDM volume 2, chapter 2: REX, VEX and
 * EVEX prefixes, ModRM, SIB), followed by their constants.
 *
 * <p>Registers are numbers: general ones 0 to 15 in the order of the manual ({@link #RAX} ...),
 * vectors 0 to 31 (0 to 15 in {@link Form#VEX_256}).
 */
final class Assembler {
  static final int RAX = 0;
  static final int RCX = 1;
  static final int RDX = 2;
  static final int RBX = 3;
  static final int RSP = 4;
  static final int RSI = 6;
  static final int RDI = 7;
  static final int R8 = 8;
  static final int R9 = 9;
  static final int R10 = 10;
  static final int R11 = 11;

  /** Constants begin at a cache line, for whole vectors of them to be loaded in one piece. */
  private static final int ALIGNMENT = 64;

  /** How vector instructions are encoded, and how wide vectors are. */
  enum Form {
    /** AVX-512: 512 bits, 32 registers. */
    EVEX_512(64, 2),
    /** AVX-512VL: 256 bits, 32 registers. */
    EVEX_256(32, 1),
    /** AVX2 and AVX-VNNI: 256 bits, 16 registers. */
    VEX_256(32, 1);

    /** Bytes in a vector. */
    final int bytes;

    private final int length;

    Form(int bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    /** Numbers of 32 bits in a vector. */
    int lanes() {
      return bytes / 4;
    }

    int registers() {
      return this == VEX_256 ? 16 : 32;
    }
  }

  private record Fixup(int at, int pool, int end) {}

  private final Form form;
  private byte[] code = new byte[4096];
  private int size;
  private final ByteArrayOutputStream pool = new ByteArrayOutputStream();
  private final List<Fixup> fixups = new ArrayList<>();

  Assembler(Form form) {
    this.form = form;
  }

  Form form() {
    return form;
  }

  /** Where the next instruction goes: a target for {@link #jumpIfNotZero}. */
  int here() {
    return size;
  }

  /** Adds constants and returns the operand that names them. */
  Mem constants(byte[] bytes) {
    int at = pool.size();
    pool.writeBytes(bytes);
    pool.writeBytes(new byte[-bytes.length & ALIGNMENT - 1]);
    return Mem.at(Mem.POOL, at);
  }

  /** All code, then all constants. */
  byte[] finish() {
    return finish(new Assembler(form));
  }

  /** The code of {@code before}, which may use this one's constants, then this one's. */
  byte[] finish(Assembler before) {
    int shift = before.size;
    int start = shift + size + ALIGNMENT - 1 & -ALIGNMENT;
    byte[] all = Arrays.copyOf(before.code, start + pool.size());
    System.arraycopy(code, 0, all, shift, size);
    System.arraycopy(pool.toByteArray(), 0, all, start, pool.size());
    ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    before.fixups.forEach(f -> buffer.putInt(f.at, start + f.pool - f.end));
    fixups.forEach(f -> buffer.putInt(shift + f.at, start + f.pool - f.end - shift));
    return all;
  }

  /** {@code op reg, source}. */
  void vector(Op op, int reg, int source) {
    vector(op, reg, 0, source, -1);
  }

  /** {@code op reg, a, b}. */
  void vector(Op op, int reg, int a, int b) {
    vector(op, reg, a, b, -1);
  }

  /**
   * {@code op reg, a, b, immediate}; a negative immediate for none. Where the opcode has an
   * extension, {@code reg} is the destination all the same, and {@code a} is not used.
   */
  void vector(Op op, int reg, int a, int b, int immediate) {
    int field = op.extension < 0 ? reg : op.extension;
    int second = op.extension < 0 ? a : reg;
    prefix(op, field, second, b >> 3 & 1, b >> 4 & 1, false, 0);
    emit(op.code);
    emit(0xC0 | (field & 7) << 3 | b & 7);
    if (immediate >= 0) {
      emit(immediate);
    }
  }

  void vector(Op op, int reg, Mem source) {
    vector(op, reg, 0, source, -1, 0);
  }

  void vector(Op op, int reg, int a, Mem b) {
    vector(op, reg, a, b, -1, 0);
  }

  /** As {@link #vector(Op, int, int, int, int)}, with memory, under mask register {@code mask}. */
  void vector(Op op, int reg, int a, Mem b, int immediate, int mask) {
    int field = op.extension < 0 ? reg : op.extension;
    int second = op.extension < 0 ? a : reg;
    if (b.index() >= 0 && form != Form.VEX_256) {
      second = b.index() & 16; // the index's highest bit takes the place of a source's
    }
    int index = b.index() < 0 ? 0 : b.index() >> 3 & 1;
    int base = b.base() == Mem.POOL ? 0 : b.base() >> 3;
    prefix(op, field, second, base, index, b.broadcast(), mask);
    emit(op.code);
    memory(field, b, scale(op, b), immediate >= 0 ? 1 : 0);
    if (immediate >= 0) {
      emit(immediate);
    }
  }

  /** {@code op reg{mask}, a, b} between registers. */
  void masked(Op op, int mask, int reg, int a, int b) {
    prefix(op, reg, a, b >> 3 & 1, b >> 4 & 1, false, mask);
    emit(op.code);
    emit(0xC0 | (reg & 7) << 3 | b & 7);
  }

  private int scale(Op op, Mem m) {
    if (form == Form.VEX_256) {
      return 1;
    }
    return m.broadcast()
        ? 4
        : switch (op.tuple) {
          case FULL -> form.bytes;
          case HALF -> form.bytes / 2;
          case QUARTER -> form.bytes / 4;
          case SCALAR -> 4;
        };
  }

  private void prefix(Op op, int reg, int second, int b, int x, boolean broadcast, int mask) {
    if (form == Form.VEX_256) {
      if (reg > 15 || second > 15 || mask != 0 || broadcast) {
        throw new IllegalArgumentException(op + " of AVX-512 where only AVX2 is allowed");
      }
      emit(0xC4);
      emit((reg >> 3 & 1 ^ 1) << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | op.map);
      emit(op.w << 7 | (~second & 15) << 3 | 4 | op.prefix);
      return;
    }
    emit(0x62);
    int high = (reg >> 3 & 1 ^ 1) << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | (reg >> 4 & 1 ^ 1) << 4;
    emit(high | op.map);
    emit(op.w << 7 | (~second & 15) << 3 | 4 | op.prefix);
    emit(form.length << 5 | (broadcast ? 16 : 0) | (second >> 4 & 1 ^ 1) << 3 | mask);
  }

  private void memory(int reg, Mem m, int scale, int after) {
    int field = (reg & 7) << 3;
    if (m.base() == Mem.POOL) {
      emit(field | 5); // relative to the next instruction
      fixups.add(new Fixup(size, m.offset(), size + 4 + after));
      emitInt(0);
      return;
    }
    int low = m.base() & 7;
    boolean sib = m.index() >= 0 || low == RSP;
    int rm = sib ? 4 : low;
    boolean one = m.offset() % scale == 0 && (byte) (m.offset() / scale) == m.offset() / scale;
    int mod = m.offset() == 0 && low != 5 ? 0 : one ? 1 : 2;
    emit(mod << 6 | field | rm);
    if (sib) {
      emit((m.index() < 0 ? 4 : m.index() & 7) << 3 | low);
    }
    if (mod == 1) {
      emit(m.offset() / scale);
    } else if (mod == 2) {
      emitInt(m.offset());
    }
  }

  /** The lowest lane to [base + offset]: {@code vmovd}. */
  void storeLane(int base, int offset, int register) {
    emit(0xC4);
    emit((register >> 3 ^ 1) << 7 | 0x40 | (base >> 3 ^ 1) << 5 | 1);
    emit(0x79);
    emit(0x7E);
    memory(register, Mem.at(base, offset), 1, 0);
  }

  /** The lower 128 bits to memory: {@code vmovdqu}. */
  void storeLow(Mem to, int register) {
    emit(0xC4);
    emit((register >> 3 ^ 1) << 7 | 0x40 | (to.base() >> 3 ^ 1) << 5 | 1);
    emit(0x7A);
    emit(0x7F);
    memory(register, to, 1, 0);
  }

  /** All ones to a mask register: {@code kxnorw mask, mask, mask}. */
  void maskAll(int mask) {
    emit(0xC5);
    emit(0x84 | (~mask & 15) << 3);
    emit(0x46);
    emit(0xC0 | mask << 3 | mask);
  }

  /** {@code mov to, from}. */
  void move(int to, int from) {
    wide(from, to);
    emit(0x89);
    emit(0xC0 | (from & 7) << 3 | to & 7);
  }

  /** {@code mov to, [base + offset]}, 64 bits. */
  void load(int to, int base, int offset) {
    wide(to, base);
    emit(0x8B);
    memory(to, Mem.at(base, offset), 1, 0);
  }

  /** {@code mov [base + offset], from}, 32 bits. */
  void storeInt(int base, int offset, int from) {
    if (base > 7 || from > 7) {
      emit(0x40 | from >> 3 << 2 | base >> 3);
    }
    emit(0x89);
    memory(from, Mem.at(base, offset), 1, 0);
  }

  /** {@code mov to, value}, 32 bits, the rest zero. */
  void moveInt(int to, int value) {
    if (to > 7) {
      emit(0x41);
    }
    emit(0xB8 | to & 7);
    emitInt(value);
  }

  /** {@code add to, from}. */
  void add(int to, int from) {
    wide(from, to);
    emit(0x01);
    emit(0xC0 | (from & 7) << 3 | to & 7);
  }

  /** {@code add to, value}. */
  void addConstant(int to, int value) {
    wide(0, to);
    emit(0x81);
    emit(0xC0 | to & 7);
    emitInt(value);
  }

  /** {@code dec register}: sets the zero flag at 0. */
  void decrement(int register) {
    wide(0, register);
    emit(0xFF);
    emit(0xC8 | register & 7);
  }

  /** {@code jnz target}, with a target that lies behind. */
  void jumpIfNotZero(int target) {
    emit(0x0F);
    emit(0x85);
    emitInt(target - (size + 4));
  }

  /** Asks for the cache line at [base + offset] in the second level: {@code prefetcht1}. */
  void prefetch(int base, int offset) {
    emit(0x0F);
    emit(0x18);
    memory(2, Mem.at(base, offset), 1, 0);
  }

  void push(int register) {
    emit(0x50 | register);
  }

  void pop(int register) {
    emit(0x58 | register);
  }

  void cpuid() {
    emit(0x0F);
    emit(0xA2);
  }

  /** Extended control register {@code ecx} to edx:eax. */
  void xgetbv() {
    emit(0x0F);
    emit(0x01);
    emit(0xD0);
  }

  /** Ends a function that used vectors: {@code vzeroupper; ret}. */
  void leave() {
    emit(0xC5);
    emit(0xF8);
    emit(0x77);
    ret();
  }

  void ret() {
    emit(0xC3);
  }

  /** The prefix REX.W, for a reg field and a base or rm field. */
  private void wide(int reg, int rm) {
    emit(0x48 | reg >> 3 << 2 | rm >> 3);
  }

  private void emit(int b) {
    if (size == code.length) {
      code = Arrays.copyOf(code, 2 * size);
    }
    code[size++] = (byte) b;
  }

  private void emitInt(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      emit(value >> shift);
    }
  }
}
