package dev.bantam.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bantam.GoldenReport;
import dev.bantam.Goldens;
import dev.bantam.tokenizer.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every golden conversation, rendered by every golden template: the same text, or refused too. */
class GoldenChatTest {
  private static final Set<String> TRUSTED = Set.of("bos_token", "eos_token");

  @TestFactory
  Stream<DynamicTest> templates() throws IOException {
    return Goldens.cases("chat").stream()
        .map(dir -> DynamicTest.dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  private static void check(Path dir) throws IOException {
    Path file = dir.resolve("template.jinja");
    Template template = Template.parse(file.toString(), Files.readString(file));
    Map<String, Object> golden = Goldens.json(dir.resolve("cases.json"));
    LocalDateTime now = LocalDateTime.parse((String) golden.get("strftime_now"));
    List<?> cases = (List<?>) golden.get("cases");
    int agreed = 0;
    try {
      for (Object item : cases) {
        checkCase(dir, template, (Map<?, ?>) item, now);
        agreed++;
      }
    } finally {
      GoldenReport.add(
          "chat", dir.getFileName().toString(), "wrong conversations", cases.size() - agreed, 0);
    }
  }

  private static void checkCase(Path dir, Template template, Map<?, ?> one, LocalDateTime now) {
    @SuppressWarnings("unchecked") // JSON objects have string keys
    Map<String, Object> input = (Map<String, Object>) one.get("input");
    if (one.get("expected") instanceof String expected) {
      List<Span> spans = template.render(input, TRUSTED, now);
      assertThat(text(spans)).as("%s %s", dir, one.get("name")).isEqualTo(expected);
    } else {
      Throwable thrown = catchThrowable(() -> template.render(input, TRUSTED, now));
      assertFailure(thrown, (Map<?, ?>) one.get("error"), dir + " " + one.get("name"));
    }
  }

  private static void assertFailure(Throwable thrown, Map<?, ?> error, String name) {
    assertThat(thrown).as(name).isInstanceOf(TemplateException.class);
    TemplateException failure = (TemplateException) thrown;
    boolean refusal = "raise_exception".equals(error.get("kind"));
    assertThat(failure.isRefusal()).as(name).isEqualTo(refusal);
    if (refusal) {
      assertThat(failure.reason()).as(name).isEqualTo(error.get("message"));
    }
  }

  private static String text(List<Span> spans) {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }
}
