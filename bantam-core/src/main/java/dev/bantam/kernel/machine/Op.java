package dev.bantam.kernel.machine;

/**
 * The vector instructions that kernels use, as the Intel SDM (volume 2) encodes them: opcode map,
 * mandatory prefix, W bit of the EVEX form, opcode, and the {@code reg} field where that extends
 * the opcode.
 */
enum Op {
  LOAD(1, 2, 0, 0x6F), // vmovdqu32
  STORE(1, 2, 0, 0x7F),
  LOAD_FLOATS(1, 0, 0, 0x10), // vmovups
  STORE_FLOATS(1, 0, 0, 0x11),
  BROADCAST(2, 1, 0, 0x58, Tuple.SCALAR), // vpbroadcastd
  AND(1, 1, 0, 0xDB),
  OR(1, 1, 0, 0xEB),
  XOR(1, 1, 0, 0xEF),
  TERNARY(3, 1, 0, 0x25), // vpternlogd
  SHIFT_LEFT(1, 1, 0, 0x72, 6), // vpslld
  SHIFT_RIGHT(1, 1, 0, 0x72, 2), // vpsrld
  SHIFT_RIGHT_SIGNED(1, 1, 0, 0x72, 4), // vpsrad
  ADD(1, 1, 0, 0xFE), // vpaddd
  ADD_BYTES(1, 1, 0, 0xFC), // vpaddb
  DOT_BYTES(2, 1, 0, 0x50), // vpdpbusd: unsigned times signed bytes, four to a sum
  SHUFFLE_BYTES(2, 1, 0, 0x00), // vpshufb
  PERMUTE_BYTES(2, 1, 0, 0x8D), // vpermb
  PERMUTE_BYTES_2(2, 1, 0, 0x75), // vpermi2b
  PERMUTE_WORDS_2(2, 1, 1, 0x75), // vpermi2w
  SELECT_BITS(2, 1, 1, 0x83), // vpmultishiftqb
  BLEND_WORDS(2, 1, 1, 0x66), // vpblendmw
  TEST_WORDS(2, 1, 1, 0x26), // vptestmw
  NARROW_WORDS(2, 2, 0, 0x33, Tuple.HALF), // vpmovdw
  NARROW_BYTES(2, 2, 0, 0x21, Tuple.QUARTER), // vpmovsdb
  GATHER(2, 1, 0, 0x90, Tuple.SCALAR), // vpgatherdd
  BROADCAST_QUARTER(2, 1, 0, 0x5A, Tuple.QUARTER), // vbroadcasti32x4
  INSERT_QUARTER(3, 1, 0, 0x38, Tuple.QUARTER), // vinserti32x4
  LOW_INTS(1, 1, 0, 0x62), // vpunpckldq
  HIGH_INTS(1, 1, 0, 0x6A), // vpunpckhdq
  LOW_LONGS(1, 1, 1, 0x6C), // vpunpcklqdq
  HIGH_LONGS(1, 1, 1, 0x6D), // vpunpckhqdq
  SHUFFLE_QUARTERS(3, 1, 0, 0x43), // vshufi32x4
  SWAP_HALVES(3, 1, 0, 0x46), // vperm2i128; AVX2 only
  SHUFFLE_INTS(1, 1, 0, 0x70), // vpshufd
  PERMUTE_FLOATS(2, 1, 0, 0x16), // vpermps
  WIDEN_WORDS(2, 1, 0, 0x33, Tuple.HALF), // vpmovzxwd
  PERMUTE_INTS(2, 1, 0, 0x36), // vpermd
  PERMUTE_LONGS(3, 1, 1, 0x00), // vpermq by an immediate
  PACK_UNSIGNED_WORDS(2, 1, 0, 0x2B), // vpackusdw
  PACK_WORDS(1, 1, 0, 0x6B), // vpackssdw
  PACK_BYTES(1, 1, 0, 0x63), // vpacksswb
  EQUAL(1, 1, 0, 0x76), // vpcmpeqd; AVX2 only
  TO_FLOATS(1, 0, 0, 0x5B), // vcvtdq2ps
  TO_INTS(1, 1, 0, 0x5B), // vcvtps2dq
  HALF_TO_FLOATS(2, 1, 0, 0x13, Tuple.HALF), // vcvtph2ps
  MULTIPLY(1, 0, 0, 0x59), // vmulps
  SUBTRACT(1, 0, 0, 0x5C), // vsubps
  DIVIDE(1, 0, 0, 0x5E), // vdivps
  MAX(1, 0, 0, 0x5F), // vmaxps
  ADD_FLOATS(1, 0, 0, 0x58), // vaddps
  SUBTRACT_INTS(1, 1, 0, 0xFA), // vpsubd
  MIN(1, 0, 0, 0x5D), // vminps
  MULTIPLY_BY_ADD(2, 1, 0, 0xA8), // vfmadd213ps: to = to * a + b
  DOT_PAIRS(2, 2, 0, 0x52), // vdpbf16ps: to = to + a * b, of pairs of BF16
  MULTIPLY_ADD(2, 1, 0, 0xB8); // vfmadd231ps: to = to + a * b

  /** How much memory an operand spans, which scales an EVEX displacement of one byte. */
  enum Tuple {
    FULL,
    HALF,
    QUARTER,
    SCALAR
  }

  final int map;
  final int prefix;
  final int w;
  final int code;
  final Tuple tuple;

  /** What the {@code reg} field holds instead of a register, or -1. */
  final int extension;

  Op(int map, int prefix, int w, int code) {
    this(map, prefix, w, code, Tuple.FULL, -1);
  }

  Op(int map, int prefix, int w, int code, Tuple tuple) {
    this(map, prefix, w, code, tuple, -1);
  }

  Op(int map, int prefix, int w, int code, int extension) {
    this(map, prefix, w, code, Tuple.FULL, extension);
  }

  Op(int map, int prefix, int w, int code, Tuple tuple, int extension) {
    this.map = map;
    this.prefix = prefix;
    this.w = w;
    this.code = code;
    this.tuple = tuple;
    this.extension = extension;
  }
}
