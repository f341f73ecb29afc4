package dev.bantam.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.MalformedFileException;
import org.junit.jupiter.api.Test;

class ModelfileTest {
  private static final String ALL =
      """
      # a comment
      from tinyllama
      ADAPTER ./style:0.5
      ADAPTER ./facts.gguf
      SYSTEM You are terse.
      TEMPLATE \"""{% for m in messages %}
      {{ m.content }}
      {% endfor %}\"""
      PARAMETER temperature 0.2
      PARAMETER temperature 0.3
      PARAMETER stop "<|end|>"
      PARAMETER stop User:
      MESSAGE user Hello
      MESSAGE assistant \"""Hi,
      there\"""
      LICENSE "Apache-2.0"
      """;

  @Test
  void isReadAndPrintedBack() throws Exception {
    Modelfile file = Modelfile.parse("Modelfile", ALL);
    assertThat(file.from()).isEqualTo("tinyllama");
    assertThat(file.adapters())
        .containsExactly(
            new Modelfile.Attach("./style", 0.5f), new Modelfile.Attach("./facts.gguf", 1));
    assertThat(file.system()).isEqualTo("You are terse.");
    assertThat(file.template()).isEqualTo("{% for m in messages %}\n{{ m.content }}\n{% endfor %}");
    assertThat(file.parameters().get("temperature")).containsExactly("0.3");
    assertThat(file.parameters().get("stop")).containsExactly("<|end|>", "User:");
    assertThat(file.messages())
        .containsExactly(
            new Modelfile.Said("user", "Hello"), new Modelfile.Said("assistant", "Hi,\nthere"));
    assertThat(file.licences()).containsExactly("Apache-2.0");
    assertThat(Modelfile.parse("again", file.toString())).isEqualTo(file);
  }

  @Test
  void saysWhatIsWrong() {
    fails("SYSTEM hi\n", "has no FROM");
    fails("FROM a\nFROM b\n", "line 2: a second FROM");
    fails("FROM a\n\nPLEASE do\n", "line 3: 'PLEASE' is no instruction");
    fails("FROM a\nSYSTEM \"\"\"no end\n", "line 2: no \"\"\" ends");
    fails("FROM a\nMESSAGE robot hi\n", "system, user, assistant");
    fails("FROM a\nPARAMETER stop\n", "line 2: PARAMETER is followed by nothing");
    for (String go :
        new String[] {"{{ .Prompt }}", "{{- if .System }}x{{ end }}", "{{range .M}}"}) {
      fails("FROM a\nTEMPLATE " + go + "\n", "Go language; Bantam takes Jinja");
    }
  }

  private static void fails(String text, String message) {
    assertThatThrownBy(() -> Modelfile.parse("Modelfile", text))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("Modelfile")
        .hasMessageContaining(message);
  }
}
