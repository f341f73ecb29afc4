package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {
  @Test
  void plainDataComesBack() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      Object value = value(random, 0);
      assertThat(Json.parse("test", Json.write(value))).isEqualTo(value);
    }
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
      case 4 -> text(random);
      case 5 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          map.put(text(random), value(random, depth + 1));
        }
        yield map;
      }
    };
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int most = new int[] {0x20, 0x7F, 0x800, 0x10FFFF}[random.nextInt(4)];
      int c = random.nextInt(most);
      out.appendCodePoint(c >= 0xD800 && c < 0xE000 ? '"' : c);
    }
    return out.toString();
  }

  @Test
  void readsWhatOthersWrite() throws Exception {
    assertThat(
            Json.parse(
                "test",
                " {\"a\\u00e9\\uD83D\\uDC14\\/\\n\" : [1, -0, 1.5e3, 9223372036854775807,"
                    + " 9223372036854775808, true, null, NaN, -Infinity, {}, []]}\r\n"))
        .isEqualTo(
            Map.of(
                "aé🐔/\n",
                java.util.Arrays.asList(
                    1L,
                    0L,
                    1500.0,
                    Long.MAX_VALUE,
                    0x1p63,
                    true,
                    null,
                    Double.NaN,
                    Double.NEGATIVE_INFINITY,
                    Map.of(),
                    List.of())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "``~0",
        "{~1",
        "[1,]~3",
        "{\"a\":1,}~7",
        "{\"a\" 1}~5",
        "{a:1}~1",
        "[1 2]~3",
        "\"\\x\"~1",
        "\"\\u12g4\"~5",
        "\"\\ud800\"~1",
        "\"\\ud800\\u0041\"~1",
        "\"\\udc00\"~1",
        "01~1",
        "1.~2",
        "-~1",
        "1e~2",
        "+1~0",
        "1e999~0",
        "tru~0",
        "nul~0",
        "\"ab~3",
        "[1]]~3",
        "{\"a\":1,\"a\":2}~7",
        "{\"a\":1,\"\\u0061\":2}~7"
      })
  void wrongTextIsRefusedWhereItGoesWrong(String text, long offset) {
    assertThatThrownBy(() -> Json.parse("test", text))
        .isInstanceOfSatisfying(
            MalformedFileException.class, e -> assertThat(e.offset()).isEqualTo(offset));
  }

  @Test
  void hugeTextIsRefusedForLittle() throws Exception {
    Hostile json = new Hostile(bytes -> Json.parse("test", bytes));
    json.assertRefused("[".repeat(65).getBytes(UTF_8), "nested deeper", "depth 65");
    json.assertRefused("[".repeat(1_000_000).getBytes(UTF_8), "nested deeper", "depth 10^6");
    json.assertRefused("9".repeat(100_000).getBytes(UTF_8), "400 digits", "10^5 digits");
    json.assertRefused(
        ("[" + "\"a b\",".repeat(10_000_000)).getBytes(UTF_8), "JSON values", "10^7 strings");
    json.assertRefused(new byte[] {'"', 'a', (byte) 0xC0, (byte) 0x80}, "not UTF-8", "overlong");
    json.assertRefused(new byte[] {'"', '\n', '"'}, "control character", "a raw line break");
  }

  @Test
  void everyGoldenDocumentIsRead() throws Exception {
    try (Stream<Path> files = Files.walk(Goldens.path("arch").getParent())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        assertThat(Json.parse(file.toString(), Files.readAllBytes(file)))
            .as("%s", file)
            .isNotNull();
      }
    }
  }

  @Test
  void aFileNamesItself(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), "{\"a\":tru}");
    assertThatThrownBy(() -> Json.readObject(file))
        .hasMessageContaining(file + " at offset 5: 'true' was expected");
    assertThatThrownBy(() -> Json.readObject(folder)).hasMessageContaining("not a regular file");
  }
}
