package dev.bantam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bantam write} and {@code bantam code} at a model of random weights. */
class WritingVerbsTest {
  @TempDir Path folder;

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** The model has a context of 128 tokens. */
  private String prompt(String variable) throws Exception {
    return file("prompt.yaml", "name: short\nversion: 1\nuser: '{{ %s }}'\n".formatted(variable));
  }

  @Test
  void textsOfRows() throws Exception {
    String template = file("t.yaml", "write: x\nfacts: none\nrequired: [Terms apply.]\n");
    String rows = file("rows.csv", "name\na\nb\n");
    Path out = folder.resolve("out.jsonl");
    Called all =
        Called.fine(
            "write",
            "-m",
            Called.LLAMA,
            "--prompt",
            prompt("facts"),
            "--template",
            template,
            "--data",
            rows,
            "-o",
            out.toString());
    assertThat(all.err()).contains("2 rows");
    assertThat(Files.readAllLines(out))
        .hasSize(2)
        .allMatch(line -> line.contains("\"ok\":") && line.contains("Terms apply."));
    assertThat(Called.bantam("write", "--template", template).status()).isEqualTo(Failures.USAGE);
    String wrong = file("w.yaml", "write: x\nforbiden: [y]\n");
    Called named = Called.bantam("write", "--template", wrong, "-m", Called.LLAMA, "name=a");
    assertThat(named.status()).isEqualTo(Failures.MALFORMED);
    assertThat(named.err()).contains("w.yaml").contains("forbidden").doesNotContain("Exception");
  }

  @Test
  void mistakesWithTasksAreNamed() throws Exception {
    String none = folder.resolve("none.yml").toString();
    Called called = Called.bantam("code", "--lang", "ansible", "--context", none, "Install nginx");
    assertThat(called.status()).isEqualTo(Failures.IO);
    assertThat(called.err()).contains("no such file").contains("none.yml");
    assertThat(Called.bantam("code", "--lang", "cobol", "x").status()).isEqualTo(Failures.USAGE);
  }
}
