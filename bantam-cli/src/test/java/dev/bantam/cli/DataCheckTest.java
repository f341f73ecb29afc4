package dev.bantam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bantam data check} on a tiny model. */
class DataCheckTest {
  private static final String GGUF =
      Path.of("..", "bantam-core", "src", "test", "resources", "goldens")
          .resolve("arch/llama-tied/model.gguf")
          .toString();

  @TempDir private Path folder;

  private record Result(int status, String out, String err) {}

  private static Result check(Object... more) {
    String[] args = new String[more.length + 4];
    args[0] = "data";
    args[1] = "check";
    args[2] = "-m";
    args[3] = GGUF;
    for (int i = 0; i < more.length; i++) {
      args[i + 4] = more[i].toString();
    }
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int status = Main.commandLine(args).execute(args);
      return new Result(
          status,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private Path rows() throws Exception {
    return Files.writeString(
        folder.resolve("train.jsonl"),
        """
        {"en": "one\\u001b[2J", "de": "eins"}
        {"en": "two", "de": "zwei"}
        {"en": "Two.", "de": "zwei!"}
        {"en": "two", "de": "zwei"}
        """);
  }

  @Test
  void marksWhatIsTrained() throws Exception {
    Result result =
        check(rows(), "--map", "prompt_template=Translate: {en} ->", "--map", "completion= {de}");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("prompt and completion, made of other columns")
        .contains("1 exact, 2 alike but for case")
        .contains("Translate: one\uFFFD[2J -><|im_end|>", "⟦ eins<|im_end|>⟧")
        .contains("length in tokens");
  }

  @Test
  void countsInJson() throws Exception {
    Path held =
        Files.writeString(folder.resolve("held.jsonl"), "{\"en\": \"TWO\", \"de\": \"zwei\"}");
    Result result =
        check(
            rows(),
            "--val",
            held,
            "--map",
            "prompt_template={en}",
            "--map",
            "completion={de}",
            "--json");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(Json.parseObject("output", result.out()))
        .containsEntry("rows", 4L)
        .containsEntry("duplicates", 1L)
        .containsEntry("near_duplicates", 2L)
        .containsEntry("overlap", 1L)
        .containsEntry("template", true);
  }

  @Test
  void refusesWhatCannotBeTrainedOn() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.jsonl"), "{\"en\": \"x\"}\n");
    Result result = check(bad);
    assertThat(result.status()).isEqualTo(Failures.MALFORMED);
    assertThat(result.err()).contains("bad.jsonl:1: no known format has the columns en");
    Path text =
        Files.writeString(
            folder.resolve("long.jsonl"), "{\"prompt\": \"x\", \"completion\": \"y\"}");
    assertThat(check(text, "--sequence-len", "1").err())
        .contains("1 of 1 rows cannot be trained on: longer than the sequence length");
  }
}
