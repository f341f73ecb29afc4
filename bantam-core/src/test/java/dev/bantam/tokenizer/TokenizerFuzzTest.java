package dev.bantam.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Jazzer's harness for {@code tokenizer.json}; FormatFuzzTest says how to run it for longer. */
final class TokenizerFuzzTest {
  @TempDir static Path folder;

  @FuzzTest(maxDuration = "60s")
  void tokenizerJson(byte[] bytes) throws IOException {
    Files.write(folder.resolve("tokenizer.json"), bytes);
    try {
      assertThat(Tokenizer.ofFolder(folder).encode("Hi 12\n<|end|> \u6f22", true, true))
          .isNotNull();
    } catch (MalformedFileException e) {
      assertThat(e.reason()).isNotEmpty();
    }
  }
}
