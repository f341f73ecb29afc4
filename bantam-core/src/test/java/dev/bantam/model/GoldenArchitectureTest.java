package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.GoldenReport;
import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every GGUF model of the goldens against llama.cpp's and transformers' logits. */
class GoldenArchitectureTest {
  @TestFactory
  Stream<DynamicTest> gguf() throws IOException {
    return Goldens.cases("arch").stream()
        .map(dir -> dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  private static void check(Path dir) throws IOException {
    Map<String, Object> golden = Goldens.json(dir.resolve("golden.json"));
    try (ModelFile file = Gguf.open(dir.resolve("model.gguf"));
        Team team = new Team(2)) {
      Run run = new Run(Architectures.wire(file, 0), team);
      switch ((String) golden.get("mode")) {
        case "lm" -> languageModel(dir, golden, run);
        case "emb" -> encoder(dir, golden, run);
        case "t5" -> encoderDecoder(dir, golden, run);
        default -> throw new AssertionError("unknown mode " + golden.get("mode"));
      }
    }
  }

  private static void languageModel(Path dir, Map<String, Object> golden, Run run)
      throws IOException {
    int[] ids = Goldens.ints(golden.get("ids"));
    float[] logits = run.logits(run.memory(), Batch.of(0, 0, ids));
    double strict = Double.MAX_VALUE;
    if (Files.exists(dir.resolve("logits_hf.f32"))) {
      strict = difference(logits, dir.resolve("logits_hf.f32"));
    }
    double loose = difference(logits, dir.resolve("logits.f32"));
    double tolerance = tolerance(golden, "vs_hf_max_abs");
    double best = Math.min(strict, loose);
    GoldenReport.add("arch", name(dir), "logits", best, tolerance);
    assertThat(best).as("logits").isLessThanOrEqualTo(tolerance);

    double llama = tolerance(golden, "vs_llama_cpp_max_abs");
    twoSequences(dir, golden, run, llama);
    Map<?, ?> reference = (Map<?, ?>) golden.get("llama_cpp");
    int[] greedy = Goldens.ints(reference.get("greedy"));
    greedy(dir, ids, greedy, run, llama, "logits_greedy.f32");
  }

  /** Both sequences in one batch, rows interleaved, equal each alone. */
  private static void twoSequences(Path dir, Map<String, Object> golden, Run run, double tolerance)
      throws IOException {
    int[] a = Goldens.ints(golden.get("seqA"));
    int[] b = Goldens.ints(golden.get("seqB"));
    int n = a.length + b.length;
    int[] tokens = new int[n];
    int[] sequences = new int[n];
    int[] positions = new int[n];
    int vocabulary = run.model.facts().vocabulary();
    for (int i = 0, at = 0; i < Math.max(a.length, b.length); i++) {
      for (int s = 0; s < 2; s++) {
        int[] ids = s == 0 ? a : b;
        if (i < ids.length) {
          tokens[at] = ids[i];
          sequences[at] = s;
          positions[at++] = i;
        }
      }
    }
    float[] together = run.logits(run.memory(), new Batch(tokens, sequences, positions));
    float[][] split = {new float[a.length * vocabulary], new float[b.length * vocabulary]};
    for (int r = 0; r < n; r++) {
      System.arraycopy(
          together, r * vocabulary, split[sequences[r]], positions[r] * vocabulary, vocabulary);
    }
    for (int s = 0; s < 2; s++) {
      String file = s == 0 ? "logits_seqA.f32" : "logits_seqB.f32";
      double difference = difference(split[s], dir.resolve(file));
      GoldenReport.add(
          "arch", name(dir), s == 0 ? "sequence A" : "sequence B", difference, tolerance);
      assertThat(difference).as(file).isLessThanOrEqualTo(tolerance);
      float[] alone = run.logits(run.memory(), Batch.of(0, 0, s == 0 ? a : b));
      assertThat(alone).as("alone and in a batch").isEqualTo(split[s]);
    }
  }

  /** Token by token, fed the reference's tokens, so that every step can be compared. */
  private static void greedy(
      Path dir, int[] ids, int[] greedy, Run run, double tolerance, String file)
      throws IOException {
    BatchMemory memory = run.memory();
    int vocabulary = run.model.facts().vocabulary();
    float[] expected = Goldens.floats(dir.resolve(file));
    float[] prompt = run.logits(memory, Batch.of(0, 0, ids));
    float[] row = Arrays.copyOfRange(prompt, prompt.length - vocabulary, prompt.length);
    double worst = 0;
    for (int step = 0; step < greedy.length; step++) {
      if (step > 0) {
        row = run.logits(memory, Batch.of(0, ids.length + step - 1, greedy[step - 1]));
      }
      for (int v = 0; v < vocabulary; v++) {
        worst = Math.max(worst, Math.abs(row[v] - expected[step * vocabulary + v]));
      }
    }
    GoldenReport.add("arch", name(dir), "decode", worst, tolerance);
    assertThat(worst).as("decode").isLessThanOrEqualTo(tolerance);
  }

  private static void encoder(Path dir, Map<String, Object> golden, Run run) throws IOException {
    int[] ids = Goldens.ints(golden.get("ids"));
    Rows rows = run.hidden(run.memory(), Batch.of(0, 0, ids));
    float[] hidden = Arrays.copyOf(rows.value(), rows.n() * rows.d());
    double strict = difference(hidden, dir.resolve("emb_none_hf.f32"));
    double loose = difference(hidden, dir.resolve("emb_none.f32"));
    double tolerance = tolerance(golden, "vs_hf_max_abs");
    GoldenReport.add("arch", name(dir), "embeddings", Math.min(strict, loose), tolerance);
    assertThat(Math.min(strict, loose)).isLessThanOrEqualTo(tolerance);
  }

  private static void encoderDecoder(Path dir, Map<String, Object> golden, Run run)
      throws IOException {
    int[] ids = Goldens.ints(golden.get("ids"));
    int[] greedy = Goldens.ints(((Map<?, ?>) golden.get("llama_cpp")).get("greedy"));
    EncoderDecoder model = (EncoderDecoder) run.model;
    BatchMemory memory = run.memory();
    model.encode(run.pass(memory, Batch.of(0, 0, ids)));
    float[] expected = Goldens.floats(dir.resolve("logits_greedy.f32"));
    int vocabulary = model.facts().vocabulary();
    double tolerance = tolerance(golden, "vs_llama_cpp_max_abs");
    double worst = 0;
    int token = model.startToken();
    for (int step = 0; step < greedy.length; step++) {
      float[] row = run.logits(memory, Batch.of(0, step, token));
      for (int v = 0; v < vocabulary; v++) {
        worst = Math.max(worst, Math.abs(row[v] - expected[step * vocabulary + v]));
      }
      token = greedy[step];
    }
    GoldenReport.add("arch", name(dir), "decode", worst, tolerance);
    assertThat(worst).isLessThanOrEqualTo(tolerance);
  }

  private static double tolerance(Map<String, Object> golden, String key) {
    return ((Number) ((Map<?, ?>) golden.get("tolerance")).get(key)).doubleValue();
  }

  private static double difference(float[] actual, Path expected) throws IOException {
    return Goldens.difference(actual, Goldens.floats(expected));
  }

  private static String name(Path dir) {
    return dir.getFileName().toString();
  }

  /** A model with what it needs to run. */
  private record Run(Model model, Team team) {
    BatchMemory memory() {
      return new BatchMemory(model.facts().memory());
    }

    Pass pass(BatchMemory memory, Batch batch) {
      return new Pass(batch, memory, team, new Pass.Scratch(), null);
    }

    Rows hidden(BatchMemory memory, Batch batch) {
      return model.hidden(pass(memory, batch));
    }

    float[] logits(BatchMemory memory, Batch batch) {
      Pass pass = pass(memory, batch);
      Rows logits = model.logits(model.hidden(pass), pass);
      return Arrays.copyOf(logits.value(), logits.n() * logits.d());
    }
  }
}
