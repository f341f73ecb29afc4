package dev.bantam.format;

import static dev.bantam.format.GgufBytes.file;
import static dev.bantam.format.GgufBytes.keys;
import static dev.bantam.format.GgufBytes.tensors;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** GGUF files that are not what they should be: each loads, or is refused with place and reason. */
final class GgufMalformedTest {
  private static final Path NAME = Path.of("bad.gguf");

  @TempDir Path folder;

  /** Reads headers from memory: many times faster than mapping a file for each. */
  private final Hostile headers =
      new Hostile(bytes -> GgufHeader.read(NAME, MemorySegment.ofArray(bytes)));

  @ParameterizedTest(name = "{0}")
  @MethodSource({"headers", "metadata", "tensorEntries"})
  void isRefused(String what, byte[] bytes, String reason) throws IOException {
    Path file = Files.write(folder.resolve(NAME), bytes);
    new Hostile(ignored -> Gguf.open(file).close()).assertRefused(bytes, reason, what);
  }

  private static Arguments bad(String what, GgufBytes file, String reason) {
    return Arguments.of(what, file.bytes(), reason);
  }

  private static Arguments bad(String what, byte[] bytes, String reason) {
    return Arguments.of(what, bytes, reason);
  }

  static Stream<Arguments> headers() {
    String version = "2 and 3 are read";
    return Stream.of(
        bad("empty", new byte[0], "ends within the magic number"),
        bad("magic", new byte[64], "does not begin with \"GGUF\""),
        bad("version 0", file(0, 0, 0), version),
        bad("version 1", file(1, 0, 0), version),
        bad("version 99", file(99, 0, 0), version),
        bad("big-endian", file(0x0300_0000, 0, 0), "big-endian"),
        bad("tensor count -1", file(3, -1, 0), "above the limit"),
        bad("tensor count 2^40", file(3, 1L << 40, 0), "above the limit"),
        bad("tensor count beyond the file", file(3, 60_000, 0), "more than the file has room for"),
        bad("key count -1", file(3, 0, -1), "above the limit"),
        bad("key count 2^40", file(3, 0, 1L << 40), "above the limit"),
        bad("key count beyond the file", file(3, 0, 60_000), "more than the file has room for"));
  }

  static Stream<Arguments> metadata() {
    String room = "more than the file has room for";
    GgufBytes deep = keys(1).key("deep", GgufType.ARRAY);
    for (int i = 0; i < 65; i++) {
      deep.i32(GgufType.ARRAY.id).i64(1);
    }
    return Stream.of(
        bad("key empty", keys(1).u32("", 1), "an empty key"),
        bad("key of 2^63 bytes", keys(1).i64(Long.MIN_VALUE).data(64), "above the limit"),
        bad("key beyond the file", keys(1).i64(100).data(64), room),
        bad("key not UTF-8", keys(1).i64(2).raw(0xC3, 0x28).data(64), "a key is not UTF-8"),
        bad("key duplicate", keys(2).u32("k", 1).u32("k", 2), "a second value for the key 'k'"),
        bad("type 13", keys(1).string("k").i32(13).data(64), "unknown type 13"),
        bad("type 99", keys(1).string("k").i32(99).data(64), "unknown type 99"),
        bad("type -1", keys(1).string("k").i32(-1).data(64), "unknown type 4294967295"),
        bad("string beyond the file", keys(1).key("k", GgufType.STRING).i64(1000).data(64), room),
        bad("string of 2^62", keys(1).key("k", GgufType.STRING).i64(1L << 62), "above the limit"),
        bad(
            "string with a surrogate",
            keys(1).key("k", GgufType.STRING).i64(3).raw(0xED, 0xA0, 0x80),
            "k is not UTF-8"),
        bad("array beyond the file", keys(1).array("k", GgufType.I32, 100).data(64), room),
        bad("array of 2^61", keys(1).array("k", GgufType.I64, 1L << 61), "above the limit"),
        bad("array of -1", keys(1).array("k", GgufType.U8, -1), "above the limit"),
        bad("strings beyond the file", keys(1).array("k", GgufType.STRING, 9).data(32), room),
        bad("arrays 65 deep", deep, "an array of arrays"),
        bad("bool 2", keys(1).key("k", GgufType.BOOL).i8(2), "should be 0 or 1"),
        bad("u64 2^63", keys(1).key("k", GgufType.U64).i64(Long.MIN_VALUE), "above 2^63-1"),
        bad("alignment 0", keys(1).u32("general.alignment", 0), "a power of two"),
        bad("alignment 3", keys(1).u32("general.alignment", 3), "a power of two"),
        bad("alignment 2^31", keys(1).u32("general.alignment", 1 << 31), "a power of two"),
        bad(
            "alignment a string",
            keys(1).key("general.alignment", GgufType.STRING).string("32"),
            "should be a u32"));
  }

  static Stream<Arguments> tensorEntries() {
    long most = Long.MAX_VALUE;
    return Stream.of(
        bad("5 dimensions", tensors(1).tensor("t", DType.F32, 0, 1, 1, 1, 1, 1), "5 dimensions"),
        bad("2^32-1 dimensions", tensors(1).string("t").i32(-1).data(64), "4294967295 dimensions"),
        bad("dimension 0", tensors(1).tensor("t", DType.F32, 0, 0, 4), "has the shape [4, 0]"),
        bad("dimension -1", tensors(1).tensor("t", DType.F32, 0, 4, -1), "has the shape [-1, 4]"),
        bad("elements wrap", tensors(1).tensor("t", DType.F32, 0, most, 2), "has the shape"),
        bad(
            "elements wrap to a small number",
            tensors(1).tensor("t", DType.I8, 0, 4194305, 4194305, 211106198978564L),
            "has the shape"),
        bad(
            "bytes wrap",
            tensors(1).tensor("t", DType.F64, 0, 1L << 31, 1L << 30),
            "has the shape"),
        bad("partial block", tensors(1).tensor("t", DType.Q4_K, 0, 128, 2), "no whole number"),
        bad(
            "block type without dimensions",
            tensors(1).tensor("t", DType.Q8_0, 0),
            "no whole number"),
        bad(
            "unknown type",
            tensors(1).string("t").i32(1).i64(32).i32(4).i64(0).data(64),
            "the unknown type 4"),
        bad(
            "type -1",
            tensors(1).string("t").i32(1).i64(32).i32(-1).i64(0).data(64),
            "the unknown type -1"),
        bad(
            "name of 65 bytes",
            tensors(1).tensor("n".repeat(65), DType.F32, 0, 4).data(16),
            "above the limit of 64"),
        bad(
            "name duplicate",
            tensors(2).tensor("t", DType.F32, 0, 8).tensor("t", DType.F32, 32, 8).data(64),
            "a second tensor is called 't'"),
        bad(
            "offset unaligned",
            tensors(1).tensor("t", DType.F32, 4, 4).data(64),
            "no multiple of the alignment"),
        bad(
            "offset past the end",
            tensors(1).tensor("t", DType.F32, 96, 4).data(64),
            "does not lie within the file"),
        bad(
            "offset 2^63-32",
            tensors(1).tensor("t", DType.F32, most - 31, 4).data(64),
            "does not lie within the file"),
        bad(
            "overlapping",
            tensors(2).tensor("s", DType.F32, 0, 16).tensor("t", DType.F32, 32, 4).data(64),
            "tensor 't' overlaps 's'"),
        bad(
            "the same place twice",
            tensors(2).tensor("s", DType.F32, 0, 4).tensor("t", DType.F32, 0, 4).data(64),
            "overlaps"),
        bad(
            "4 GiB claimed",
            tensors(1).tensor("t", DType.F32, 0, 1 << 15, 1 << 15).data(64),
            "does not lie within the file"));
  }

  @Test
  void everyPrefixIsRefused() throws IOException {
    byte[] sound = GgufBytes.sound();
    assertThat(headers.refusal(sound, "sound")).isNull();
    headers.everyPrefix(sound, length -> true);
  }

  @Test
  void everyBitFlipLoadsOrIsRefused() throws IOException {
    byte[] sound = GgufBytes.sound();
    headers.everyBitFlip(sound, sound.length - 98);
  }

  @Test
  void randomMutationsLoadOrAreRefused() throws IOException {
    headers.randomMutations(GgufBytes.sound(), 7);
  }

  @Test
  void manyKeysAndLongStringsCostLittleMemoryWhenTheFileIsBad() throws IOException {
    GgufBytes many = keys(60_001);
    for (int i = 0; i < 60_000; i++) {
      many.u32("key." + i, i);
    }
    headers.assertRefused(many.u32("", 0).bytes(), "an empty key", "60,000 keys");
    GgufBytes strings = keys(2).array("k", GgufType.STRING, 3_000_000);
    for (int i = 0; i < 3_000_000; i++) {
      strings.i64(0);
    }
    headers.assertRefused(strings.u32("", 0).bytes(), "an empty key", "3,000,000 strings");
  }

  /** Values that are sound in themselves, and of the wrong type for who asks. */
  @Test
  void aValueOfAnotherTypeIsRefused() throws IOException {
    byte[] bytes = keys(1).array("tokenizer.ggml.scores", GgufType.U8, 2).raw(1, 2).bytes();
    Files.write(folder.resolve("scores.gguf"), bytes);
    try (Gguf model = Gguf.open(folder.resolve("scores.gguf"))) {
      List<Hostile.Attempt> attempts =
          List.of(
              () -> model.metadata().reals("tokenizer.ggml.scores"),
              () -> model.metadata().integer("tokenizer.ggml.scores"),
              () -> model.metadata().string("general.architecture"));
      for (Hostile.Attempt attempt : attempts) {
        assertThat(Hostile.refusal(attempt, "another type")).isNotNull();
      }
    }
  }
}
