package dev.bantam.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.bantam.format.MalformedFileException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Jazzer's harness for chat templates; FormatFuzzTest says how to run it for longer. */
final class TemplateFuzzTest {
  private static final List<Map<String, Object>> MESSAGES =
      List.of(
          Map.of("role", "system", "content", "Be brief."),
          Map.of("role", "user", "content", "2 + 2?", "n", 4));

  @FuzzTest(maxDuration = "60s")
  void template(byte[] bytes) {
    String source = new String(bytes, StandardCharsets.UTF_8);
    try {
      ChatTemplate template = ChatTemplate.of("fuzz", source, "<s>", "</s>");
      assertThat(template.render(MESSAGES, ChatTemplate.Options.DEFAULT)).isNotNull();
    } catch (MalformedFileException e) {
      assertThat(e.reason()).isNotEmpty();
    } catch (TemplateException e) {
      assertThat(e.reason()).isNotNull();
    }
  }
}
