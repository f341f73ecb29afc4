package dev.bantam.kernel.machine;

import static dev.bantam.kernel.machine.Assembler.R10;
import static dev.bantam.kernel.machine.Assembler.R9;
import static dev.bantam.kernel.machine.Assembler.RAX;
import static dev.bantam.kernel.machine.Assembler.RCX;
import static dev.bantam.kernel.machine.Assembler.RDI;
import static dev.bantam.kernel.machine.Assembler.RDX;
import static dev.bantam.kernel.machine.Assembler.RSI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.kernel.machine.Assembler.Form;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Encodings against those of the GNU assembler 2.40, told to use VEX prefixes of three bytes. */
class AssemblerTest {
  static Stream<Arguments> instructions() {
    return Stream.of(
        of(
            "vmovdqu32 zmm31, [rdi+0x1000]",
            Form.EVEX_512,
            a -> a.vector(Op.LOAD, 31, Mem.at(RDI, 0x1000)),
            "62617e486f7f40"),
        of(
            "vmovdqu32 [r10+0x1001], zmm17",
            Form.EVEX_512,
            a -> a.vector(Op.STORE, 17, Mem.at(R10, 0x1001)),
            "62c17e487f8a01100000"),
        of("vmovdqu32 zmm3, zmm30", Form.EVEX_512, a -> a.vector(Op.LOAD, 3, 30), "62917e486fde"),
        of(
            "vmovups zmm9, [r9]",
            Form.EVEX_512,
            a -> a.vector(Op.LOAD_FLOATS, 9, Mem.at(R9, 0)),
            "62517c481009"),
        of(
            "{vex3} vmovups ymm9, [rcx-32]",
            Form.VEX_256,
            a -> a.vector(Op.LOAD_FLOATS, 9, Mem.at(RCX, -32)),
            "c4617c1049e0"),
        of(
            "vpdpbusd zmm11, zmm24, dword ptr [rax+0x164]{1to16}",
            Form.EVEX_512,
            a -> a.vector(Op.DOT_BYTES, 11, 24, Mem.broadcast(RAX, 0x164)),
            "62723d50505859"),
        of(
            "vpdpbusd zmm1, zmm2, dword ptr [rax+0x400]{1to16}",
            Form.EVEX_512,
            a -> a.vector(Op.DOT_BYTES, 1, 2, Mem.broadcast(RAX, 0x400)),
            "62f26d58508800040000"),
        of(
            "vpdpbusd ymm1, ymm20, ymm31",
            Form.EVEX_256,
            a -> a.vector(Op.DOT_BYTES, 1, 20, 31),
            "62925d2050cf"),
        of(
            "{vex} vpdpbusd ymm1, ymm12, ymm15",
            Form.VEX_256,
            a -> a.vector(Op.DOT_BYTES, 1, 12, 15),
            "c4c21d50cf"),
        of(
            "vpslld zmm17, zmm29, 7",
            Form.EVEX_512,
            a -> a.vector(Op.SHIFT_LEFT, 17, 0, 29, 7),
            "6291754072f507"),
        of(
            "vpsrld ymm9, ymm13, 28",
            Form.VEX_256,
            a -> a.vector(Op.SHIFT_RIGHT, 9, 0, 13, 28),
            "c4c13572d51c"),
        of(
            "vpsrad zmm1, zmm2, 24",
            Form.EVEX_512,
            a -> a.vector(Op.SHIFT_RIGHT_SIGNED, 1, 0, 2, 24),
            "62f1754872e218"),
        of(
            "vpternlogd zmm25, zmm31, zmm12, 0xEA",
            Form.EVEX_512,
            a -> a.vector(Op.TERNARY, 25, 31, 12, 0xEA),
            "6243054025ccea"),
        of(
            "vpgatherdd zmm17{k1}, [rdx+zmm18+6]",
            Form.EVEX_512,
            a -> a.vector(Op.GATHER, 17, 0, Mem.gather(RDX, 6, 18), -1, 1),
            "62e27d41908c1206000000"),
        of(
            "vpgatherdd ymm1, [rdx+ymm9+12], ymm2",
            Form.VEX_256,
            a -> a.vector(Op.GATHER, 1, 2, Mem.gather(RDX, 12, 9)),
            "c4a26d904c0a0c"),
        of(
            "vpmovdw [rdi+0x220], zmm1",
            Form.EVEX_512,
            a -> a.vector(Op.NARROW_WORDS, 1, Mem.at(RDI, 0x220)),
            "62f27e48334f11"),
        of(
            "vpmovdw ymm5, zmm20",
            Form.EVEX_512,
            a -> a.vector(Op.NARROW_WORDS, 20, 5),
            "62e27e4833e5"),
        of(
            "vpmovsdb [rdx+0x10], zmm1",
            Form.EVEX_512,
            a -> a.vector(Op.NARROW_BYTES, 1, Mem.at(RDX, 0x10)),
            "62f27e48214a01"),
        of(
            "vcvtph2ps zmm8, [rdi+0x200]",
            Form.EVEX_512,
            a -> a.vector(Op.HALF_TO_FLOATS, 8, Mem.at(RDI, 0x200)),
            "62727d48134710"),
        of(
            "vcvtph2ps ymm8, xmm7",
            Form.VEX_256,
            a -> a.vector(Op.HALF_TO_FLOATS, 8, 7),
            "c4627d13c7"),
        of(
            "vpermi2w zmm3, zmm19, zmm21",
            Form.EVEX_512,
            a -> a.vector(Op.PERMUTE_WORDS_2, 3, 19, 21),
            "62b2e54075dd"),
        of(
            "vpermi2b zmm3, zmm19, zmm21",
            Form.EVEX_512,
            a -> a.vector(Op.PERMUTE_BYTES_2, 3, 19, 21),
            "62b2654075dd"),
        of(
            "vpermb zmm3, zmm19, zmm21",
            Form.EVEX_512,
            a -> a.vector(Op.PERMUTE_BYTES, 3, 19, 21),
            "62b265408ddd"),
        of(
            "vpmultishiftqb zmm3, zmm19, zmm21",
            Form.EVEX_512,
            a -> a.vector(Op.SELECT_BITS, 3, 19, 21),
            "62b2e54083dd"),
        of(
            "vpblendmw zmm3{k1}, zmm19, zmm21",
            Form.EVEX_512,
            a -> a.masked(Op.BLEND_WORDS, 1, 3, 19, 21),
            "62b2e54166dd"),
        of(
            "vptestmw k1, zmm19, zmm21",
            Form.EVEX_512,
            a -> a.vector(Op.TEST_WORDS, 1, 19, 21),
            "62b2e54026cd"),
        of(
            "vpshufb zmm3, zmm19, zmm21",
            Form.EVEX_512,
            a -> a.vector(Op.SHUFFLE_BYTES, 3, 19, 21),
            "62b2654000dd"),
        of(
            "vpermq ymm3, ymm9, 8",
            Form.VEX_256,
            a -> a.vector(Op.PERMUTE_LONGS, 3, 0, 9, 8),
            "c4c3fd00d908"),
        of(
            "vpackusdw ymm3, ymm9, ymm10",
            Form.VEX_256,
            a -> a.vector(Op.PACK_UNSIGNED_WORDS, 3, 9, 10),
            "c4c2352bda"),
        of(
            "vfmadd231ps zmm3, zmm19, dword ptr [rax+0x80]{1to16}",
            Form.EVEX_512,
            a -> a.vector(Op.MULTIPLY_ADD, 3, 19, Mem.broadcast(RAX, 0x80)),
            "62f26550b85820"),
        of(
            "vpbroadcastd ymm3, [rax+0x80]",
            Form.VEX_256,
            a -> a.vector(Op.BROADCAST, 3, Mem.at(RAX, 0x80)),
            "c4e27d589880000000"),
        of("vmovd [r10+4], xmm9", Form.VEX_256, a -> a.storeLane(R10, 4, 9), "c441797e4a04"),
        of(
            "{vex3} vmovdqu [rdi+0x40], xmm9",
            Form.VEX_256,
            a -> a.storeLow(Mem.at(RDI, 0x40), 9),
            "c4617a7f4f40"),
        of("kxnorw k1, k1, k1", Form.EVEX_512, a -> a.maskAll(1), "c5f446c9"),
        of(
            "prefetcht1 [rdi+0x1000]",
            Form.EVEX_512,
            a -> a.prefetch(RDI, 0x1000),
            "0f189700100000"),
        of("mov r10, rcx", Form.EVEX_512, a -> a.move(R10, RCX), "4989ca"),
        of("mov rax, rdx", Form.EVEX_512, a -> a.move(RAX, RDX), "4889d0"),
        of("add r10, r9", Form.EVEX_512, a -> a.add(R10, R9), "4d01ca"),
        of("dec rsi", Form.EVEX_512, a -> a.decrement(RSI), "48ffce"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("instructions")
  void encodesAsTheGnuAssembler(
      String text, Form form, Consumer<Assembler> instruction, String expected) {
    Assembler a = new Assembler(form);
    instruction.accept(a);
    byte[] code = Arrays.copyOf(a.finish(), a.here());
    assertThat(HexFormat.of().formatHex(code)).as(text).isEqualTo(expected);
  }

  private static Arguments of(
      String text, Form form, Consumer<Assembler> instruction, String expected) {
    return Arguments.of(text, form, instruction, expected);
  }
}
