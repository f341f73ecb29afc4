package dev.bantam.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Harnesses of Jazzer: any bytes load or are refused. In an ordinary test run they get the seeds
 * beside this class ({@code FormatFuzzTestInputs}, where findings belong too); with {@code
 * JAZZER_FUZZ=1} Jazzer looks for more.
 */
final class FormatFuzzTest {
  private static final Path NAME = Path.of("fuzz");

  @FuzzTest(maxDuration = "60s")
  void gguf(byte[] bytes) {
    Hostile.refusal(() -> GgufHeader.read(NAME, MemorySegment.ofArray(bytes)), "gguf");
  }

  @FuzzTest(maxDuration = "60s")
  void safetensors(byte[] bytes) {
    Hostile.refusal(() -> SafetensorsHeader.read(NAME, MemorySegment.ofArray(bytes)), "tensors");
  }

  @FuzzTest(maxDuration = "60s")
  void json(byte[] bytes) {
    Hostile.refusal(() -> Json.parse("fuzz", bytes), "json");
  }
}
