package dev.bantam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Lineage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bantam train} as a user calls it, on a tiny model of random weights. */
class TrainTest {
  private static final String MODEL =
      Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf").toString();

  @TempDir private Path temp;
  private Path data;
  private Path output;
  private String err = "";

  @BeforeEach
  void write() throws Exception {
    output = temp.resolve("out");
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      rows.append("{\"prompt\": \"say %d\", \"completion\": \"%d again\"}%n".formatted(i, i));
    }
    data = Files.writeString(temp.resolve("data.jsonl"), rows);
  }

  /** Runs {@code train} on the data with more arguments; {@code err} is what it said. */
  private int train(String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--datasets", data.toString()));
    args.addAll(List.of("--output-dir", output.toString(), "--sequence-len", "64"));
    args.addAll(List.of("--max-steps", "4", "--micro-batch-size", "2", "--threads", "2"));
    args.addAll(List.of(more));
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      String[] all = args.toArray(String[]::new);
      return Main.commandLine(all).execute(all);
    } finally {
      System.setErr(before);
      err = bytes.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void tunesAnAdapterAndSaysHowToUseIt() throws Exception {
    assertThat(train("--base-model", MODEL, "--val-set-size", "3")).as(err).isZero();
    assertThat(err).contains("12 rows to learn from", "validation loss", "--adapter");
    assertThat(output.toFile().list())
        .contains("adapter_model.safetensors", "adapter.gguf", "checkpoint-4", "best.safetensors");
    assertThat(Lineage.of(output).stages().getFirst().results()).containsKey("val_loss");
    assertThat(Files.readString(output.resolve("report.html")))
        .contains("<svg", "say ", "Answers before and after")
        .doesNotContain("<script", "http://", "src=");
    assertThat(train("--base-model", MODEL)).isEqualTo(Failures.USAGE);
    assertThat(err).contains("has a run already: go on with --resume");
    assertThat(train("--base-model", MODEL, "--resume", "--lora-r", "3")).isEqualTo(Failures.USAGE);
    assertThat(err).contains("checkpoint-4");
  }

  @Test
  void tunesAllWeightsIntoAModel() throws Exception {
    assertThat(train("--base-model", MODEL, "--adapter", "none")).as(err).isZero();
    assertThat(output.resolve("model.gguf")).isNotEmptyFile();
    assertThat(err).contains("bantam run " + output.resolve("model.gguf"));
  }

  @Test
  void makesAModelAndTunesItInTwoStages() throws Exception {
    data = Files.writeString(temp.resolve("data.txt"), "What was said is said. ".repeat(200));
    Path config =
        Files.writeString(
            temp.resolve("train.yaml"),
            """
            stages:
              - {method: pretrain, vocab_size: 300, num_hidden_layers: 1, hidden_size: 32,
                 intermediate_size: 48, num_attention_heads: 2, num_key_value_heads: 1}
              - {method: sft, adapter: none}
            """);
    assertThat(train(config.toString())).as(err).isZero();
    assertThat(output.resolve("stage-1/model.gguf")).isNotEmptyFile();
    assertThat(Lineage.of(output).stages())
        .extracting(Lineage.Stage::method)
        .containsExactly("pretrain", "sft");
  }

  @Test
  void saysWhatIsWrongBeforeItStarts() throws Exception {
    assertThat(train("--base-model", MODEL, "--lora-r", "0")).isEqualTo(Failures.USAGE);
    assertThat(err).contains("lora_r: '0' should be a whole number from 1 to 8192");
    assertThat(train("--base-model", MODEL, "--lora-target-modules", "q_prj"))
        .isEqualTo(Failures.USAGE);
    assertThat(err).contains("q_prj", "did you mean");
    assertThat(train("--base-model", MODEL, "--memory", "50M")).isEqualTo(Failures.USAGE);
    assertThat(err).contains("may be used; try gradient_checkpointing: true");
    assertThat(train()).isEqualTo(Failures.USAGE);
    assertThat(err).contains("base_model is missing");
    assertThat(train("--base-model", MODEL, "--method", "dpo")).isEqualTo(Failures.MALFORMED);
    assertThat(err).contains("but this method learns from preference pairs");
    assertThat(output).doesNotExist();
  }
}
