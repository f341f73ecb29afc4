package dev.bantam.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as users write them. */
final class ModelNameTest {
  @ParameterizedTest
  @CsvSource({
    "tinyllama, tinyllama, Friendly",
    "tinyllama:latest, tinyllama, Friendly",
    "smollm2:360m, smollm2:360m, Friendly",
    "hf:Qwen/Qwen3-4B-GGUF, hf:Qwen/Qwen3-4B-GGUF, HuggingFace",
    "hf.co/a/b:Q4_K_M, hf:a/b:Q4_K_M, HuggingFace",
    "huggingface.co/a/b:sub/m.gguf, hf:a/b:sub/m.gguf, HuggingFace",
    "https://huggingface.co/a/b, hf:a/b, HuggingFace",
    "https://huggingface.co/a/b/tree/main, hf:a/b, HuggingFace",
    "https://huggingface.co/a/b/resolve/main/m.gguf?download=true, hf:a/b:m.gguf, HuggingFace",
    "https://huggingface.co/a/b/blob/main/x/m.gguf, hf:a/b:x/m.gguf, HuggingFace",
    "npm:model@1.0.0, npm:model@1.0.0, Npm",
    "npm:@lat.md/minilm@0.1.0-rc.1/model/x.safetensors,"
        + " npm:@lat.md/minilm@0.1.0-rc.1/model/x.safetensors, Npm",
    "https://example.org/m.gguf, https://example.org/m.gguf, Web",
    "http://127.0.0.1:8080/m.gguf, http://127.0.0.1:8080/m.gguf, Web",
    "ollama:llama3.2, ollama:llama3.2:latest, Ollama",
    "./model, ./model, Local",
    "model.gguf, model.gguf, Local",
    "/models/a, /models/a, Local",
    "models/a, models/a, Local",
  })
  void parses(String text, String canonical, String kind) throws HubException {
    ModelName name = ModelName.parse(text);
    assertThat(name.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(name).hasToString(canonical);
    assertThat(ModelName.parse(name.toString())).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a:..",
        "a:",
        ":b",
        "-rf",
        "a:b:c",
        "hf:",
        "hf:a",
        "hf:../b",
        "hf:a/..",
        "hf:a/b:../../etc/passwd",
        "hf:a/b:",
        "hf:a/b:/etc/passwd",
        "hf:a/b:x//y",
        "hf:a/b:c\\..\\d",
        "npm:model",
        "npm:model@latest",
        "npm:--registry@1.0.0",
        "npm:@/x@1.0.0",
        "npm:@a/b/c@1.0.0",
        "npm:x@1.0.0/../y",
        "http://example.org/m.gguf",
        "https://user:word@example.org/m.gguf",
        "https://",
        "ollama:../x",
        "a\u0000b",
        "a\nb",
      })
  void refuses(String text) {
    assertThatThrownBy(() -> ModelName.parse(text))
        .isInstanceOfSatisfying(
            HubException.BadName.class, e -> assertThat(e.exitCode()).isEqualTo(2));
  }

  @Test
  void readsTheEnvironment() throws HubException {
    Path user = Path.of("/home/u");
    assertThat(new Environment(Map.of("BANTAM_HOME", "/b"), user, "Linux").home())
        .isEqualTo(Path.of("/b"));
    assertThat(new Environment(Map.of("XDG_DATA_HOME", "/x"), user, "Linux").home())
        .isEqualTo(Path.of("/x/bantam"));
    assertThat(new Environment(Map.of(), user, "Linux").home())
        .isEqualTo(Path.of("/home/u/.local/share/bantam"));
    assertThat(new Environment(Map.of(), user, "Mac OS X").home())
        .isEqualTo(Path.of("/home/u/Library/Application Support/bantam"));
    Environment mirror = new Environment(Map.of("HF_ENDPOINT", "https://m.example/"), user, "");
    assertThat(mirror.hubEndpoint()).hasToString("https://m.example");
    Environment plain = new Environment(Map.of("HF_ENDPOINT", "http://m.example"), user, "");
    assertThatThrownBy(plain::hubEndpoint).isInstanceOf(HubException.BadName.class);
    assertThat(new Environment(Map.of("HF_TOKEN", " t \n"), user, "").hubToken()).isEqualTo("t");
    assertThat(new Environment(Map.of("HF_TOKEN", "a\r\nb"), user, "").hubToken()).isNull();
  }
}
