package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.GoldenReport;
import dev.bantam.Goldens;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Simd;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole quantised models against llama.cpp's float32 run on the dequantised weights. Where machine
 * code rounds activations, as llama.cpp's own quantised run does, the gap to that must be of the
 * size of llama.cpp's own.
 */
class GoldenQuantisedModelTest {
  /** For float32 activations, as the goldens' README says. */
  private static final double TOLERANCE = 5e-4;

  /** How much larger than llama.cpp's the gap may be, as the goldens' README says. */
  private static final double GAP = 2;

  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    return Goldens.cases("quant_models").stream()
        .map(dir -> dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  private static void check(Path dir) throws IOException {
    Map<String, Object> golden = Goldens.json(dir.resolve("golden.json"));
    int[] ids = Goldens.ints(golden.get("ids"));
    Map<?, ?> reference = (Map<?, ?>) golden.get("llama_cpp_run_on_dequantised_f32_weights");
    int[] greedy = Goldens.ints(reference.get("greedy"));
    try (ModelFile file = Models.open(dir.resolve("model.gguf"));
        Team team = new Team(2)) {
      Model model = Architectures.wire(file, 0);
      BatchMemory memory = new BatchMemory(model.facts().memory());
      float[] prompt = logits(model, team, memory, Batch.of(0, 0, ids));
      compare(dir, golden, "logits_dequant.f32", prompt);
      int vocabulary = model.facts().vocabulary();
      float[] all = new float[greedy.length * vocabulary];
      System.arraycopy(prompt, prompt.length - vocabulary, all, 0, vocabulary);
      for (int step = 1; step < greedy.length; step++) {
        Batch batch = Batch.of(0, ids.length + step - 1, greedy[step - 1]);
        float[] row = logits(model, team, memory, batch);
        System.arraycopy(row, 0, all, step * vocabulary, vocabulary);
      }
      compare(dir, golden, "logits_dequant_greedy.f32", all);
    }
  }

  private static float[] logits(Model model, Team team, BatchMemory memory, Batch batch) {
    Pass pass = new Pass(batch, memory, team, new Pass.Scratch(), null);
    Rows rows = model.logits(model.hidden(pass), pass);
    return Arrays.copyOf(rows.value(), rows.n() * rows.d());
  }

  private static void compare(Path dir, Map<String, Object> golden, String file, float[] actual)
      throws IOException {
    float[] expected = Goldens.floats(dir.resolve(file));
    double gap = ((Number) ((Map<?, ?>) golden.get("gap")).get("rms")).doubleValue();
    boolean rounds = Simd.roundsActivations();
    double difference =
        rounds ? Goldens.rms(actual, expected) : Goldens.difference(actual, expected);
    double tolerance = rounds ? GAP * gap : TOLERANCE;
    String name = dir.getFileName().toString();
    GoldenReport.add("quant_models", name, file, difference, tolerance);
    assertThat(difference).as(file).isLessThanOrEqualTo(tolerance);
  }
}
