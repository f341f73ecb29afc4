package dev.bantam.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Harnesses of Jazzer: any bytes load or are refused. In an ordinary test run they get the seeds
 * beside this class ({@code FormatFuzzTestInputs}, where findings belong too). To look for more:
 * {@code JAZZER_FUZZ=1 mvn -pl bantam-core test -Djazzer.hooks=true -Dtest=FormatFuzzTest#gguf
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class FormatFuzzTest {
  private static final Path NAME = Path.of("fuzz");

  @FuzzTest(maxDuration = "60s")
  void gguf(byte[] bytes) throws IOException {
    tolerate(() -> GgufHeader.read(NAME, MemorySegment.ofArray(bytes)));
  }

  @FuzzTest(maxDuration = "60s")
  void safetensors(byte[] bytes) throws IOException {
    tolerate(() -> SafetensorsHeader.read(NAME, MemorySegment.ofArray(bytes)));
  }

  @FuzzTest(maxDuration = "60s")
  void json(byte[] bytes) throws IOException {
    tolerate(() -> Json.parse("fuzz", bytes));
  }

  /** Memory is not measured as in {@link Hostile}: Jazzer's own counts too. */
  private static void tolerate(Hostile.Attempt attempt) throws IOException {
    try {
      attempt.run();
    } catch (MalformedFileException e) {
      assertThat(e.reason()).isNotEmpty();
    }
  }
}
