package dev.bantam.kernel.machine;

import static dev.bantam.kernel.machine.Assembler.R10;
import static dev.bantam.kernel.machine.Assembler.R11;
import static dev.bantam.kernel.machine.Assembler.R8;
import static dev.bantam.kernel.machine.Assembler.R9;
import static dev.bantam.kernel.machine.Assembler.RAX;
import static dev.bantam.kernel.machine.Assembler.RCX;
import static dev.bantam.kernel.machine.Assembler.RDI;
import static dev.bantam.kernel.machine.Assembler.RDX;
import static dev.bantam.kernel.machine.Assembler.RSI;

import dev.bantam.kernel.machine.Assembler.Form;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes kernels of {@link LaneProgram}s. Each is a function of six arguments, as {@link
 * LaneKernels} passes them: rdi, rsi, rdx, rcx, r8, r9.
 */
final class LaneCompiler {
  /** Bytes that one row of x takes for 32 columns: the values, then four floats. */
  static final int ACTIVATION_BYTES = 48;

  /**
   * What a program needs.
   *
   * @param places where the words, and then the binary16 number, lie in a block: how many 16-bit
   *     numbers of each row come before. They follow each other as the program reads them
   * @param registers vector registers beside those for sums
   */
  record Needs(int[] places, int registers) {}

  /**
   * From so many rows of x on, arithmetic takes longer than memory: then the processor's own
   * prefetching, which follows what is read, comes too late.
   */
  private static final int SOME = 5;

  /** Bytes between what is read and what is asked for. */
  private static final int AHEAD = 4096;

  /** Bytes in a cache line. */
  static final int LINE = 64;

  private final Form form;
  private final Map<LaneProgram, Needs> needs = new ConcurrentHashMap<>();

  LaneCompiler(Form form) {
    this.form = form;
  }

  Needs needs(LaneProgram program) {
    return needs.computeIfAbsent(
        program,
        p -> {
          int[] places = new int[p.words + 1];
          Arrays.fill(places, LaneCode.NOWHERE);
          LaneCode reading = new LaneCode(new Assembler(form), 0, places);
          p.begin(reading);
          for (int g = 0; g < p.columns / p.granule; g++) {
            for (int step = g * p.granule / 4; step < (g + 1) * p.granule / 4; step++) {
              p.codes(reading, step);
            }
            p.scales(reading, g);
          }
          return new Needs(places, reading.registers());
        });
  }

  /** With how many rows of x at once {@link #multiply} finds registers enough. */
  int mostRows(LaneProgram program) {
    return (form.registers() - needs(program).registers) / 2;
  }

  /**
   * {@code (w, groups, x, blocks, y, yStride)}: the product of groups of rows of W, one row a lane,
   * with {@code m} rows of x.
   *
   * <p>In the order of columns, each granule adds {@code sum * (scale * d)} and then {@code offset
   * * s} to y, both by fused multiply-add, where {@code sum} is the integer dot product of codes
   * and x's bytes, and d and s are x's scale and its scaled sum ({@link Quantiser}).
   */
  byte[] multiply(LaneProgram program, int m) {
    Assembler a = new Assembler(form);
    LaneCode c = new LaneCode(a, 2 * m, needs(program).places);
    int group = a.here();
    for (int r = 0; r < m; r++) {
      a.vector(Op.XOR, m + r, m + r, m + r);
    }
    a.move(RAX, RDX);
    a.move(R10, RCX);
    int block = a.here();
    program.begin(c);
    for (int g = 0; g < program.columns / program.granule; g++) {
      dot(program, c, g, m);
      scale(program, c, g, m);
    }
    a.addConstant(RDI, program.stride(form.lanes()));
    a.addConstant(RAX, program.columns / 32 * ACTIVATION_BYTES * m);
    a.decrement(R10);
    a.jumpIfNotZero(block);
    a.move(R11, R8);
    for (int r = 0; r < m; r++) {
      a.vector(Op.STORE_FLOATS, m + r, Mem.at(R11, 0));
      a.add(R11, R9);
    }
    a.addConstant(R8, form.bytes);
    a.decrement(RSI);
    a.jumpIfNotZero(group);
    a.leave();
    return c.finish();
  }

  /** The integer dot products of a granule: registers 0 to m - 1. */
  private void dot(LaneProgram program, LaneCode c, int g, int m) {
    Assembler a = c.a;
    for (int r = 0; r < m; r++) {
      if (program.zero() == LaneProgram.NO_ZERO) {
        a.vector(Op.XOR, r, r, r);
      } else {
        a.vector(Op.BROADCAST, r, Mem.at(RAX, sums(program, g, m) + 4 * r));
        // What is stored is for codes whose zero is 128.
        a.vector(
            Op.SHIFT_RIGHT_SIGNED, r, 0, r, Integer.numberOfTrailingZeros(128 / program.zero()));
      }
    }
    int steps = program.granule / 4;
    for (int step = g * steps; step < (g + 1) * steps; step++) {
      if (m >= SOME && !(program instanceof Panel)) {
        prefetch(program, a, step);
      }
      program.codes(c, step);
      for (int r = 0; r < m; r++) {
        int at = step / 8 * ACTIVATION_BYTES * m + 32 * r + step % 8 * 4;
        broadcast(a, Op.DOT_BYTES, r, c.codes, at, c.t);
      }
    }
  }

  /** Asks for the part of a later block that belongs to {@code step}. */
  private void prefetch(LaneProgram program, Assembler a, int step) {
    int lines = Math.ceilDiv(program.stride(form.lanes()), LINE);
    int steps = program.columns / 4;
    for (int line = lines * step / steps; line < lines * (step + 1) / steps; line++) {
      a.prefetch(RDI, AHEAD + line * LINE);
    }
  }

  /** Adds a granule's dot products to registers m to 2 m - 1. */
  private void scale(LaneProgram program, LaneCode c, int g, int m) {
    Assembler a = c.a;
    program.scales(c, g);
    int floats = floats(program, g, m);
    for (int r = 0; r < m; r++) {
      a.vector(Op.TO_FLOATS, r, r);
      broadcast(a, Op.MULTIPLY, c.u, c.scale, floats + 4 * r, c.t);
      a.vector(Op.MULTIPLY_ADD, m + r, r, c.u);
      if (program.zero() == LaneProgram.NO_ZERO) {
        broadcast(a, Op.MULTIPLY_ADD, m + r, c.offset, sums(program, g, m) + 4 * r, c.t);
      }
    }
  }

  /** Where the scales of m rows of x are found. */
  private static int floats(LaneProgram program, int g, int m) {
    return g * program.granule / 32 * ACTIVATION_BYTES * m + 32 * m;
  }

  /** Where the sums of m rows of x over a granule are found. */
  private static int sums(LaneProgram program, int g, int m) {
    return floats(program, g, m) + 4 * m * (program.granule == 32 ? 1 : 2 + g % 2);
  }

  /** {@code op reg, x, [rax + offset]} with one number for all lanes. */
  private void broadcast(Assembler a, Op op, int reg, int x, int offset, int free) {
    if (form == Form.VEX_256) {
      a.vector(Op.BROADCAST, free, Mem.at(RAX, offset));
      a.vector(op, reg, x, free);
    } else {
      a.vector(op, reg, x, Mem.broadcast(RAX, offset));
    }
  }

  /** {@code (w, blocks, out)}: takes a group of rows apart, as {@link Panel} reads them. */
  byte[] unpack(LaneProgram program) {
    Assembler a = new Assembler(form);
    LaneCode c = new LaneCode(a, 0, needs(program).places);
    Panel panel = Panel.of(program);
    int block = a.here();
    program.begin(c);
    for (int g = 0; g < program.columns / program.granule; g++) {
      int first = g * panel.wordsPerGranule();
      int steps = program.granule / 4;
      for (int s = 0; s < steps; s++) {
        program.codes(c, g * steps + s);
        if (panel.zero() > program.zero()) {
          int shift = panel.zero() - program.zero();
          a.vector(Op.ADD_BYTES, c.codes, c.codes, c.constant(shift * 0x01010101));
        }
        a.vector(Op.STORE, c.codes, Mem.at(RDX, (first + s) * form.bytes));
      }
      program.scales(c, g);
      a.vector(Op.STORE, c.scale, Mem.at(RDX, (first + steps) * form.bytes));
      if (panel.zero() == LaneProgram.NO_ZERO) {
        a.vector(Op.STORE, c.offset, Mem.at(RDX, (first + steps + 1) * form.bytes));
      }
    }
    a.addConstant(RDI, program.stride(form.lanes()));
    a.addConstant(RDX, program.columns / 32 * panel.stride(form.lanes()));
    a.decrement(RSI);
    a.jumpIfNotZero(block);
    a.leave();
    return c.finish();
  }

  /** {@code (address, lines)}: asks for cache lines that follow each other. */
  static byte[] prefetch() {
    Assembler a = new Assembler(Form.VEX_256);
    int line = a.here();
    a.prefetch(RDI, 0);
    a.addConstant(RDI, LINE);
    a.decrement(RSI);
    a.jumpIfNotZero(line);
    a.ret();
    return a.finish();
  }

  /**
   * {@code (out, blocks, rows, -, offsets)}: brings rows as a file has them into lanes.
   *
   * @param rowBytes bytes from each row to the next; 0 if just {@code offsets} tell where they are
   * @see LaneProgram
   */
  byte[] pack(LaneProgram program, int rowBytes) {
    Assembler a = new Assembler(form);
    int offsets = 0;
    int x = 1;
    int mask = 2;
    a.vector(Op.LOAD, offsets, Mem.at(R8, 0));
    int[] places = needs(program).places;
    // Four words of a row lie in one piece, and many pieces are read faster than many words.
    int pieces = rowBytes > 0 && form == Form.EVEX_512 ? program.words & -4 : 0;
    int block = a.here();
    for (int i = 0; i < pieces; i += 4) {
      transpose(a, program.wordsAt + 4 * i, rowBytes);
      for (int word = 0; word < 4; word++) {
        a.vector(Op.STORE, 4 + word, Mem.at(RDI, places[i + word] * form.bytes / 2));
      }
    }
    for (int i = pieces; i < program.words; i++) {
      gather(a, x, Mem.gather(RDX, program.wordsAt + 4 * i, offsets), mask);
      a.vector(Op.STORE, x, Mem.at(RDI, places[i] * form.bytes / 2));
    }
    if (program.halfAt != LaneProgram.NO_HALF) {
      // Four bytes are read, none of them outside the block.
      boolean last = program.halfAt + 4 > program.blockBytes;
      gather(a, x, Mem.gather(RDX, program.halfAt - (last ? 2 : 0), offsets), mask);
      storeHalves(a, x, last, Mem.at(RDI, places[program.words] * form.bytes / 2));
    }
    a.addConstant(RDI, program.stride(form.lanes()));
    a.addConstant(RDX, program.blockBytes);
    a.decrement(RSI);
    a.jumpIfNotZero(block);
    a.leave();
    return a.finish();
  }

  /** Registers 4 to 7 = words 0 to 3 of the 16 bytes at {@code at} of each of 16 rows. */
  private static void transpose(Assembler a, int at, int rowBytes) {
    int rows = 8; // registers 8 to 11: quarter q of register 8 + r is row 4 q + r
    for (int r = 0; r < 4; r++) {
      a.vector(Op.BROADCAST_QUARTER, rows + r, Mem.at(RDX, r * rowBytes + at));
      for (int q = 1; q < 4; q++) {
        Mem from = Mem.at(RDX, (4 * q + r) * rowBytes + at);
        a.vector(Op.INSERT_QUARTER, rows + r, rows + r, from, q, 0);
      }
    }
    a.vector(Op.LOW_INTS, 12, rows, rows + 1);
    a.vector(Op.LOW_INTS, 13, rows + 2, rows + 3);
    a.vector(Op.HIGH_INTS, 14, rows, rows + 1);
    a.vector(Op.HIGH_INTS, 15, rows + 2, rows + 3);
    a.vector(Op.LOW_LONGS, 4, 12, 13);
    a.vector(Op.HIGH_LONGS, 5, 12, 13);
    a.vector(Op.LOW_LONGS, 6, 14, 15);
    a.vector(Op.HIGH_LONGS, 7, 14, 15);
  }

  private void gather(Assembler a, int to, Mem from, int free) {
    a.vector(Op.XOR, to, to, to);
    if (form == Form.VEX_256) {
      a.vector(Op.EQUAL, free, free, free);
      a.vector(Op.GATHER, to, free, from);
    } else {
      a.maskAll(1);
      a.vector(Op.GATHER, to, 0, from, -1, 1);
    }
  }

  private void storeHalves(Assembler a, int x, boolean high, Mem to) {
    if (!high && form == Form.VEX_256) {
      a.vector(Op.SHIFT_LEFT, x, 0, x, 16);
    }
    if (high || form == Form.VEX_256) {
      a.vector(Op.SHIFT_RIGHT, x, 0, x, 16);
    }
    if (form == Form.VEX_256) {
      a.vector(Op.PACK_UNSIGNED_WORDS, x, x, x);
      a.vector(Op.PERMUTE_LONGS, x, 0, x, 0b1000);
      a.storeLow(to, x);
    } else {
      a.vector(Op.NARROW_WORDS, x, to);
    }
  }
}
