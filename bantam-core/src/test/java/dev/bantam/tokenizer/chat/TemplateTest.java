package dev.bantam.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.tokenizer.Span;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The language, construct by construct. */
class TemplateTest {
  private static final LocalDateTime NOW = LocalDateTime.parse("2025-03-14T15:09:26");

  /** {@code cases.json} holds what Jinja 3.1.6 gives in the environment of transformers. */
  @Test
  @SuppressWarnings("unchecked") // JSON objects have string keys
  void rendersAsJinjaDoes() throws IOException {
    Map<String, Object> file = cases();
    Map<String, Object> variables = (Map<String, Object>) file.get("variables");
    for (Object item : (List<?>) file.get("cases")) {
      Map<String, Object> one = (Map<String, Object>) item;
      String source = (String) one.get("template");
      Throwable thrown =
          catchThrowable(
              () -> {
                String text = render(source, variables);
                assertThat(text).as(source).isEqualTo(one.get("expected"));
              });
      if (one.containsKey("expected")) {
        assertThat(thrown).as(source).isNull();
      } else {
        assertThat(thrown)
            .as(source)
            .isInstanceOfAny(TemplateException.class, MalformedFileException.class);
        boolean refused = thrown instanceof TemplateException e && e.isRefusal();
        assertThat(refused).as(source).isEqualTo(one.containsKey("refusal"));
      }
    }
  }

  private static Map<String, Object> cases() throws IOException {
    try (InputStream in = TemplateTest.class.getResourceAsStream("cases.json")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return Json.parseObject("cases.json", new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static String render(String source, Map<String, ?> variables) throws IOException {
    List<Span> spans = Template.parse("template", source).render(variables, Set.of(), NOW);
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }

  @Test
  void faultsSayWhereTheyAre() {
    assertThatThrownBy(() -> render("a\nb {{ 1 + }}", Map.of()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("template at offset 11: line 2")
        .hasMessageContaining("unexpected '}}'");
    assertThatThrownBy(() -> render("a\n\n{{ x.y }}", Map.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessage("chat template, line 3: 'x' is undefined");
    assertThatThrownBy(() -> render("{% include 'x' %}", Map.of()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("needs other templates");
  }

  @Test
  void takesPlainDataOnly() {
    assertThatThrownBy(() -> render("{{ x }}", Map.of("x", new Object())))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("should be plain data");
  }
}
