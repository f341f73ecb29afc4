package dev.bantam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Json;
import dev.bantam.format.Lineage;
import dev.bantam.format.ModelFile;
import dev.bantam.model.Adapters;
import dev.bantam.model.Architectures;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.model.adapter.Fingerprint;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variants and merged models, as a user makes them. */
class VariantVerbsTest {
  private static final Path MODEL =
      Path.of("..", "bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");

  @TempDir private Path temp;
  private Path peft;

  private record Result(int status, String out, String err) {}

  private static Result bantam(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    InputStream in = System.in;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    System.setIn(InputStream.nullInputStream());
    try {
      int status = Main.commandLine(args).execute(args);
      return new Result(
          status,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
      System.setIn(in);
    }
  }

  private static String succeeds(String... args) {
    Result result = bantam(args);
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  /** A random adapter as PEFT and as GGUF have it, with a lineage. */
  @BeforeEach
  void adapters() throws Exception {
    peft = Files.createDirectories(temp.resolve("peft"));
    try (ModelFile base = Models.open(MODEL)) {
      Adapter adapter = random(base, "sha256:another");
      Adapters.writePeft(peft, adapter, base, "tiny");
      Adapters.writeGguf(temp.resolve("adapter.gguf"), random(base, Fingerprint.of(base)), base);
    }
    Lineage.Stage stage =
        new Lineage.Stage(
            "sft",
            new Lineage.Base("tiny", "sha256:00", "apache-2.0"),
            List.of(new Lineage.Data("a.jsonl", "sha256:11", 7, "chat")),
            Map.of("learning_rate", 1e-4, "lora_r", 2L),
            Map.of("val_loss", 1.25),
            "2026-11-26T05:30:00Z",
            "0.1.0");
    Lineage.NONE.then(stage).write(peft.resolve(Lineage.FILE));
  }

  private static String answer(String... more) {
    List<String> args = new ArrayList<>(List.of("run"));
    args.addAll(List.of(more));
    args.addAll(List.of("--raw", "-n", "8", "--temp", "0", "hi"));
    return succeeds(args.toArray(String[]::new));
  }

  @Test
  void variantsShareTheirBaseAndBringTheirSettings() throws Exception {
    succeeds("import", MODEL.toString(), "tiny");
    Path file = temp.resolve("Modelfile");
    Files.writeString(
        file,
        """
        FROM tiny
        ADAPTER ./peft:0.5
        SYSTEM Be terse.
        TEMPLATE {% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}
        PARAMETER num_ctx 64
        PARAMETER num_predict 3
        PARAMETER seed 5
        LICENSE Apache-2.0
        """);
    succeeds("create", "terse", "-f", file.toString());

    String adapted = answer("-m", "tiny", "--adapter", peft + ":0.5");
    assertThat(adapted).isNotEqualTo(answer("-m", "tiny"));
    assertThat(answer("-m", "terse")).isEqualTo(adapted);
    assertThat(answer("-m", "tiny", "--adapter", "terse")).isEqualTo(adapted);
    Map<?, ?> said = Json.parseObject("out", succeeds("run", "-m", "terse", "--json", "hi"));
    assertThat((List<?>) said.get("tokens")).hasSize(3);
    assertThat(said.get("seed")).isEqualTo(5L);

    assertThat(succeeds("show", "terse")).contains("base", "tiny", "Be terse.");
    assertThat(succeeds("show", "--template", "terse")).contains("<{{ m.role }}>");
    String modelfile = succeeds("show", "--modelfile", "terse");
    assertThat(modelfile).contains("FROM tiny", ":0.5", "SYSTEM", "PARAMETER num_ctx 64");
    assertThat(succeeds("list")).contains("terse", "made from tiny");
    assertThat(succeeds("lineage", "terse"))
        .contains("1. sft", "a.jsonl, chat, 7 rows", "lora_r=2", "val_loss=1.25", "Apache-2.0");

    succeeds("cp", "terse", "copy");
    Result removed = bantam("rm", "tiny");
    assertThat(removed.err()).contains("stay for what is made from it: copy, terse");
    succeeds("rm", "terse");
    assertThat(answer("-m", "copy")).isEqualTo(adapted);
    succeeds("rm", "copy");
    assertThat(bantam("run", "-m", "copy", "hi").status()).isNotZero();
  }

  @Test
  void comparesVariants() throws Exception {
    Path file = temp.resolve("Modelfile");
    Files.writeString(file, "FROM " + MODEL.toAbsolutePath() + "\nADAPTER adapter.gguf\n");
    succeeds("create", "one", "-f", file.toString());
    Files.writeString(
        file, "FROM " + MODEL.toAbsolutePath() + "\nPARAMETER temperature 0\nADAPTER ./peft\n");
    succeeds("create", "two", "-f", file.toString());
    assertThat(succeeds("diff", "one", "two"))
        .contains("parameter temperature", "lineage 1", "weights of both bases are the same");
    Path merged = temp.resolve("merged.gguf");
    succeeds("merge", "one", "-o", merged.toString());
    assertThat(succeeds("diff", MODEL.toString(), merged.toString()))
        .contains("blk.0.attn_q.weight: relative difference");
    succeeds("rm", "one", "two");
  }

  @Test
  void mergesIntoWhatAnswersAlike() throws Exception {
    String adapted =
        answer("-m", MODEL.toString(), "--adapter", temp.resolve("adapter.gguf").toString());
    Path merged = temp.resolve("merged.gguf");
    succeeds("merge", MODEL.toString(), "--adapter", peft.toString(), "-o", merged.toString());
    assertThat(answer("-m", merged.toString())).isEqualTo(adapted);
    assertThat(succeeds("lineage", merged.toString())).contains("1. sft");
    Path small = temp.resolve("small.gguf");
    succeeds(
        "merge",
        MODEL.toString(),
        "--adapter",
        peft.toString(),
        "-o",
        small.toString(),
        "--type",
        "Q8_0");
    assertThat(Files.size(small)).isLessThan(Files.size(merged));
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Result other =
        bantam(
            "run", "-m", MODEL.toString(), "--adapter", peft.toString(), "--raw", "-n", "1", "hi");
    assertThat(other.err()).contains("trained on other weights");
    Result none = bantam("run", "-m", MODEL.toString(), "--adapter", "nosuch:2", "hi");
    assertThat(none.status()).isEqualTo(Failures.USAGE);
    assertThat(none.err()).contains("'nosuch' is neither a PEFT folder");
    assertThat(bantam("merge", MODEL.toString(), "-o", "x.gguf").err()).contains("give --adapter");
    for (String adapter : new String[] {peft.toString(), temp.resolve("adapter.gguf").toString()}) {
      assertThat(bantam("run", "-m", adapter, "hi").err()).contains("is an adapter and no model");
    }
    Path file = temp.resolve("Modelfile");
    Files.writeString(file, "FROM " + MODEL.toAbsolutePath() + "\nPARAMETER warmth 2\n");
    Result unknown = bantam("create", "x", "-f", file.toString());
    assertThat(unknown.status()).isEqualTo(Failures.USAGE);
    assertThat(unknown.err()).contains("'warmth'");
    Files.writeString(file, "FROM " + MODEL.toAbsolutePath() + "\nTEMPLATE {{ .Prompt }}\n");
    assertThat(bantam("create", "x", "-f", file.toString()).status()).isEqualTo(Failures.MALFORMED);
  }

  private static Adapter random(ModelFile base, String fingerprint) throws Exception {
    Random random = new Random(1);
    Map<String, Adapter.Change> changes = new TreeMap<>();
    for (String name : Architectures.linearWeights(base)) {
      Tensor weight = base.tensors().get(name);
      if (!name.equals("token_embd.weight")) {
        changes.put(
            name,
            new Adapter.Change(
                tensor(random, 2, weight.columns()),
                tensor(random, weight.rows(), 2),
                0.5f,
                null,
                0));
      }
    }
    return new Adapter("random", fingerprint, changes);
  }

  private static Tensor tensor(Random random, long rows, long columns) {
    float[] values = new float[(int) (rows * columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 4;
    }
    MemorySegment data = Arena.ofAuto().allocate(4L * values.length, 64);
    data.copyFrom(MemorySegment.ofArray(values));
    return new Tensor("t", DType.F32, new long[] {rows, columns}, data);
  }
}
