package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Safetensors files that are not what they should be: each loads, or is refused with the reason.
 */
final class SafetensorsMalformedTest {
  private static final Path NAME = Path.of("bad.safetensors");

  @TempDir Path folder;

  private final Hostile headers =
      new Hostile(bytes -> SafetensorsHeader.read(NAME, MemorySegment.ofArray(bytes)));

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isRefused(String what, byte[] bytes, String reason) throws IOException {
    Path file = Files.write(folder.resolve(NAME), bytes);
    new Hostile(ignored -> Safetensors.open(file).close()).assertRefused(bytes, reason, what);
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(UTF_8);
    return claiming(json.length, json, dataBytes);
  }

  private static byte[] claiming(long headerBytes, byte[] json, int dataBytes) {
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerBytes)
        .put(json)
        .array();
  }

  private static String tensor(String name, String dtype, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, begin, end);
  }

  private static byte[] one(String dtype, String shape, long begin, long end, int dataBytes) {
    return file("{" + tensor("t", dtype, shape, begin, end) + "}", dataBytes);
  }

  private static byte[] two(String first, String second, int dataBytes) {
    return file("{" + first + "," + second + "}", dataBytes);
  }

  static Stream<Arguments> cases() {
    byte[] json = "{}".getBytes(UTF_8);
    StringBuilder many = new StringBuilder("{");
    for (int i = 0; i < 100_000; i++) {
      many.append(i == 0 ? "" : ",").append(tensor("t" + i, "F32", "[0]", 0, 0));
    }
    String a = tensor("a", "F32", "[2]", 0, 8);
    return Stream.of(
        Arguments.of("under 8 bytes", new byte[7], "the file ends within the header"),
        Arguments.of("header 0", claiming(0, json, 0), "does not begin with '{'"),
        Arguments.of("header beyond the file", claiming(3, json, 0), "than the file has room"),
        Arguments.of("header above 100 MB", claiming(100_000_001, json, 0), "above the limit"),
        Arguments.of("header 2^63", claiming(Long.MIN_VALUE, json, 0), "above the limit"),
        Arguments.of("not {", file("[]", 0), "does not begin with '{'"),
        Arguments.of("UTF-8", claiming(3, new byte[] {'{', (byte) 0xC3, '}'}, 0), "not UTF-8"),
        Arguments.of("duplicate keys", two(a, a, 8), "'a' stands there twice"),
        Arguments.of("depth 1,000", file("{\"a\":{\"x\":" + "[".repeat(1000), 0), "nested deeper"),
        Arguments.of("100,000 entries", file(many + "}", 0), "more than 32768 tensors"),
        Arguments.of("dtype", one("F33", "[2]", 0, 8, 8), "the unknown dtype 'F33'"),
        Arguments.of("negative dimension", one("F32", "[-2]", 0, 8, 8), "sizes from 0"),
        Arguments.of("dimension 1e3", one("I8", "[1e3]", 0, 1000, 1000), "whole numbers"),
        Arguments.of("dimension 2^63", one("I8", "[9223372036854775808]", 0, 8, 8), "below 2^63"),
        Arguments.of(
            "shape wraps",
            one("F32", "[4194305, 4194305, 211106198978564]", 0, 16, 16),
            "does not take 16 bytes"),
        Arguments.of("begin > end", one("F32", "[2]", 8, 0, 8), "goes from 8 to 0"),
        Arguments.of("past the end", one("F32", "[2]", 0, 8, 7), "ends beyond the end"),
        Arguments.of(
            "end 2^63-1", one("I8", "[1]", Long.MAX_VALUE - 1, Long.MAX_VALUE, 8), "goes from"),
        Arguments.of(
            "overlap", two(a, tensor("b", "F32", "[2]", 4, 12), 12), "before it ends at 8"),
        Arguments.of("hole", two(a, tensor("b", "F32", "[1]", 12, 16), 16), "before it ends at 8"),
        Arguments.of("hole at the end", one("F32", "[2]", 0, 8, 9), "1 bytes after the last"),
        Arguments.of(
            "zero-size alias", two(a, tensor("b", "F32", "[0]", 4, 4), 8), "before it ends at 8"),
        Arguments.of("shape and bytes", one("F32", "[3]", 0, 8, 8), "does not take 8 bytes"),
        Arguments.of("half a byte", one("F4", "[3]", 0, 1, 1), "does not take 1 bytes"),
        Arguments.of("9 dimensions", one("I8", "[1,1,1,1,1,1,1,1,1]", 0, 1, 1), "at most 8"),
        Arguments.of("no dtype", file("{\"a\":{\"shape\":[]}}", 0), "should have a dtype"),
        Arguments.of("a number", file("{\"a\":1}", 0), "should be an object"),
        Arguments.of("metadata of a number", file("{\"__metadata__\":{\"a\":1}}", 0), "a string"),
        Arguments.of("text behind", file("{}x", 0), "after the end of the JSON"));
  }

  @ParameterizedTest
  @MethodSource("shards")
  void aFolderIsRefused(String index, String reason) throws IOException {
    Files.write(folder.resolve("outside.safetensors"), one("I8", "[1]", 0, 1, 1));
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.write(inner.resolve("in.safetensors"), one("I8", "[1]", 0, 1, 1));
    Files.writeString(inner.resolve("model.safetensors.index.json"), index);
    new Hostile(ignored -> Safetensors.open(inner).close())
        .assertRefused(new byte[0], reason, index);
  }

  static List<Arguments> shards() {
    return List.of(
        Arguments.of("{\"weight_map\":{\"t\":\"../outside.safetensors\"}}", "no .safetensors"),
        Arguments.of("{\"weight_map\":{\"t\":\"..\\\\outside.safetensors\"}}", "no .safetensors"),
        Arguments.of("{\"weight_map\":{\"t\":\"/etc/passwd\"}}", "no .safetensors"),
        Arguments.of("{\"weight_map\":{\"t\":\"a\\u0000.safetensors\"}}", "no .safetensors"),
        Arguments.of("{\"weight_map\":{\"t\":7}}", "no .safetensors"),
        Arguments.of("{\"weight_map\":{\"t\":\"no.safetensors\"}}", "is missing"),
        Arguments.of("{\"weight_map\":{\"u\":\"in.safetensors\"}}", "is not in in.safetensors"),
        Arguments.of("{\"weight_map\":[]}", "no object 'weight_map'"),
        Arguments.of("[]", "should be a JSON object"));
  }

  private static byte[] sound() {
    return file(
        "{\"__metadata__\":{\"format\":\"pt\",\"n\\u00e9\":\"\\ud83d\\udc14\"},"
            + tensor("a.weight", "F32", "[2,3]", 0, 24)
            + ","
            + tensor("b", "BOOL", "[]", 24, 25)
            + "} ",
        25);
  }

  @Test
  void everyPrefixIsRefused() throws IOException {
    assertThat(headers.refusal(sound(), "sound")).isNull();
    headers.everyPrefix(sound(), length -> true);
  }

  @Test
  void everyBitFlipLoadsOrIsRefused() throws IOException {
    headers.everyBitFlip(sound(), sound().length - 25);
  }

  @Test
  void randomMutationsLoadOrAreRefused() throws IOException {
    headers.randomMutations(sound(), 11);
  }
}
