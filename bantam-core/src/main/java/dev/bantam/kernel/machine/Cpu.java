package dev.bantam.kernel.machine;

import static dev.bantam.kernel.machine.Assembler.R8;
import static dev.bantam.kernel.machine.Assembler.RAX;
import static dev.bantam.kernel.machine.Assembler.RBX;
import static dev.bantam.kernel.machine.Assembler.RCX;
import static dev.bantam.kernel.machine.Assembler.RDI;
import static dev.bantam.kernel.machine.Assembler.RDX;
import static dev.bantam.kernel.machine.Assembler.RSI;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** What this processor and system can do, asked by the instruction {@code cpuid}. */
final class Cpu {
  /** States that the system must save for vectors of 256 bits, and of 512. */
  private static final int AVX_STATE = 0x06;

  private static final int AVX512_STATE = 0xE6;

  private final int[] basic;
  private final int[] seven;
  private final int[] sevenMore;
  private final int states;

  private Cpu(MemorySegment cpuid, MemorySegment states) {
    this.basic = ask(cpuid, 1, 0);
    boolean saves = (basic[2] >>> 27 & 1) != 0;
    this.states = saves ? (int) SystemCalls.call(states, 0, 0, 0, 0, 0, 0) : 0;
    this.seven = ask(cpuid, 7, 0);
    this.sevenMore = ask(cpuid, 7, 1);
  }

  /**
   * Asks the processor.
   *
   * @throws IllegalStateException if the system allows no executable memory
   */
  static Cpu ask() {
    return new Cpu(SystemCalls.executable(askCode()), SystemCalls.executable(statesCode()));
  }

  /** {@code void (int leaf, int subleaf, int[4] out)}. */
  private static byte[] askCode() {
    Assembler a = new Assembler(Assembler.Form.VEX_256);
    a.push(RBX);
    a.move(R8, RDX);
    a.move(RAX, RDI);
    a.move(RCX, RSI);
    a.cpuid();
    a.storeInt(R8, 0, RAX);
    a.storeInt(R8, 4, RBX);
    a.storeInt(R8, 8, RCX);
    a.storeInt(R8, 12, RDX);
    a.pop(RBX);
    a.ret();
    return a.finish();
  }

  /** {@code int ()}: the low half of extended control register 0. */
  private static byte[] statesCode() {
    Assembler a = new Assembler(Assembler.Form.VEX_256);
    a.moveInt(RCX, 0);
    a.xgetbv();
    a.ret();
    return a.finish();
  }

  private static int[] ask(MemorySegment code, int leaf, int subleaf) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.JAVA_INT, 4);
      SystemCalls.call(code, leaf, subleaf, out.address(), 0, 0, 0);
      return out.toArray(ValueLayout.JAVA_INT);
    }
  }

  /** The widest form of the kernels that runs here, or null. */
  Assembler.@Nullable Form form() {
    boolean f16c = bit(basic[2], 29) && bit(basic[2], 12);
    if (!f16c || (states & AVX_STATE) != AVX_STATE || !bit(seven[1], 5)) {
      return null;
    }
    // Foundation, DQ, BW and VL; VBMI and VNNI.
    boolean avx512 =
        bit(seven[1], 16)
            && bit(seven[1], 17)
            && bit(seven[1], 30)
            && bit(seven[1], 31)
            && bit(seven[2], 1)
            && bit(seven[2], 11);
    if (avx512 && (states & AVX512_STATE) == AVX512_STATE) {
      return Assembler.Form.EVEX_512;
    }
    boolean avxVnni = bit(sevenMore[0], 4);
    return avxVnni ? Assembler.Form.VEX_256 : null;
  }

  /** Whether there are dot products of BF16 (AVX512_BF16). */
  boolean multipliesPairs() {
    return form() == Assembler.Form.EVEX_512 && bit(sevenMore[0], 5);
  }

  private static boolean bit(int word, int number) {
    return (word >>> number & 1) != 0;
  }
}
