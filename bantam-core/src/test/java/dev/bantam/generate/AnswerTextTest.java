package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Text that comes in pieces: characters over several, stop strings over several. */
class AnswerTextTest {
  @Test
  void stopsAcrossPieces() {
    StopScanner scanner = new StopScanner(List.of("</s>", "\n\nUser:"));
    assertThat(scanner.add("Hi <")).isEqualTo("Hi ");
    assertThat(scanner.add("/")).isEmpty();
    assertThat(scanner.add("b>\n")).isEqualTo("</b>");
    assertThat(scanner.add("\nUs")).isEmpty();
    assertThat(scanner.add("er: more")).isEmpty();
    assertThat(scanner.found()).isEqualTo("\n\nUser:");
    assertThat(scanner.end()).isEmpty();
  }

  /** However the text is cut, the answer is the text before the first stop string. */
  @Test
  void cutsDoNotMatter() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String text = random(random, 40);
      List<String> stops = List.of(random(random, 1 + random.nextInt(4)), random(random, 3));
      StopScanner scanner = new StopScanner(stops);
      StringBuilder released = new StringBuilder();
      for (int at = 0; at < text.length(); ) {
        int to = Math.min(text.length(), at + random.nextInt(6));
        released.append(scanner.add(text.substring(at, to)));
        at = to;
      }
      released.append(scanner.end());
      int first =
          stops.stream().mapToInt(text::indexOf).filter(i -> i >= 0).min().orElse(text.length());
      // A stop may complete while a longer one that began earlier is still incomplete.
      assertThat(text).as("seed %d", seed).startsWith(released);
      assertThat(released.length()).as("seed %d", seed).isGreaterThanOrEqualTo(first);
      assertThat(scanner.found() != null).as("seed %d", seed).isEqualTo(first < text.length());
    }
  }

  private static String random(Random random, int length) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append((char) ('a' + random.nextInt(3)));
    }
    return out.toString();
  }

  @Test
  void charactersAppearWhole() {
    String text = "zażółć \uD83D\uDE00 日本";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int size = 1; size < 5; size++) {
      Utf8Stream stream = new Utf8Stream();
      StringBuilder out = new StringBuilder();
      for (int at = 0; at < bytes.length; at += size) {
        String piece = stream.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
        assertThat(piece).doesNotContain("\uFFFD");
        out.append(piece);
      }
      assertThat(out.append(stream.end()).toString()).isEqualTo(text);
    }
    Utf8Stream broken = new Utf8Stream();
    assertThat(broken.add(new byte[] {'a', (byte) 0xFF, 'b', (byte) 0xF0, (byte) 0x9F}))
        .isEqualTo("a\uFFFDb");
    assertThat(broken.end()).isEqualTo("\uFFFD");
    assertThat(broken.end()).isEmpty();
  }
}
