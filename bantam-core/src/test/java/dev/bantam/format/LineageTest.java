package dev.bantam.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageTest {
  @TempDir Path folder;

  @Test
  void isReadAsItWasWritten() throws Exception {
    Path data = Files.writeString(folder.resolve("a.jsonl"), "abc");
    Lineage lineage =
        Lineage.NONE
            .then(stage("continue", data, null, Map.of("learning_rate", 1e-4, "epochs", 2L)))
            .then(stage("sft", data, "apache-2.0", Map.of("targets", List.of("q_proj"))));
    lineage.write(folder.resolve(Lineage.FILE));
    assertThat(Lineage.of(folder)).isEqualTo(lineage);
    assertThat(Lineage.of(folder.resolve("model.gguf"))).isEqualTo(lineage);
    assertThat(lineage.stages().getFirst().data().getFirst().sha256())
        .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Path file = folder.resolve(Lineage.FILE);
    Files.writeString(file, "{\"stages\":[{\"method\":\"sft\",\"base\":{\"name\":3}}]}");
    assertThatThrownBy(() -> Lineage.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("lineage.json")
        .hasMessageContaining("'data' should be a List");
  }

  private static Lineage.Stage stage(
      String method, Path data, String licence, Map<String, Object> settings) throws Exception {
    return new Lineage.Stage(
        method,
        new Lineage.Base("tinyllama", "sha256:00", licence),
        List.of(new Lineage.Data("a.jsonl", Sha256.of(data), 3, "chat")),
        settings,
        Map.of("val_loss", 1.5),
        "2026-11-26T05:30:00Z",
        "0.1.0");
  }
}
