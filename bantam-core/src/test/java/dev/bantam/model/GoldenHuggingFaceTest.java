package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.GoldenReport;
import dev.bantam.Goldens;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.Observer;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every Hugging Face folder of the goldens, run in place, against transformers. */
class GoldenHuggingFaceTest {
  private static final double TOLERANCE = 2e-4;

  @TestFactory
  Stream<DynamicTest> folders() throws IOException {
    return Goldens.cases("hf").stream()
        .map(dir -> dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  private static void check(Path dir) throws IOException {
    Map<String, Object> golden = Goldens.json(dir.resolve("golden.json"));
    int[] ids = Goldens.ints(golden.get("ids"));
    try (ModelFile file = Models.open(dir);
        Team team = new Team(2)) {
      Model model = Architectures.wire(file, 0);
      List<float[]> hidden = new ArrayList<>();
      Observer observer =
          (layer, name, rows) -> {
            if (name.equals("embed") || name.equals("block_out") || name.equals("hidden")) {
              hidden.add(Arrays.copyOf(rows.value(), rows.n() * rows.d()));
            }
          };
      Pass pass = pass(model, team, Batch.of(0, 0, ids), observer);
      Rows last = model.hidden(pass);
      if (Files.exists(dir.resolve("hidden_last.f32"))) {
        compare(dir, "hidden_last.f32", Arrays.copyOf(last.value(), last.n() * last.d()));
      }
      if (Files.exists(dir.resolve("hidden.f32"))) {
        hiddenStates(dir, hidden);
      }
      if (Files.exists(dir.resolve("logits.f32"))) {
        compare(dir, "logits.f32", copy(model.logits(last, pass)));
      }
      for (String sequence : List.of("seqA", "seqB")) {
        if (Files.exists(dir.resolve("logits_" + sequence + ".f32"))) {
          int[] own = Goldens.ints(golden.get(sequence));
          // LongRoPE's factors depend on the length that is used.
          Model wired = Architectures.wire(file, own.length);
          Pass alone = pass(wired, team, Batch.of(0, 0, own), null);
          compare(
              dir, "logits_" + sequence + ".f32", copy(wired.logits(wired.hidden(alone), alone)));
        }
      }
      if (Files.exists(dir.resolve("logits_greedy.f32"))) {
        greedy(dir, model, team, ids, Goldens.ints(golden.get("greedy")));
      }
    }
  }

  /**
   * transformers keeps the embedding's and every block's output, the last one after the final norm.
   */
  private static void hiddenStates(Path dir, List<float[]> seen) throws IOException {
    List<float[]> states = new ArrayList<>(seen);
    states.remove(states.size() - 2);
    int size = states.getFirst().length;
    float[] all = new float[states.size() * size];
    for (int i = 0; i < states.size(); i++) {
      System.arraycopy(states.get(i), 0, all, i * size, size);
    }
    compare(dir, "hidden.f32", all);
  }

  private static void greedy(Path dir, Model model, Team team, int[] ids, int[] greedy)
      throws IOException {
    BatchMemory memory = new BatchMemory(model.facts().memory());
    int vocabulary = model.facts().vocabulary();
    float[] all = new float[greedy.length * vocabulary];
    for (int step = 0; step < greedy.length; step++) {
      Batch batch =
          step == 0 ? Batch.of(0, 0, ids) : Batch.of(0, ids.length + step - 1, greedy[step - 1]);
      Pass pass = new Pass(batch, memory, team, new Pass.Scratch(), null);
      float[] logits = copy(model.logits(model.hidden(pass), pass));
      System.arraycopy(logits, logits.length - vocabulary, all, step * vocabulary, vocabulary);
    }
    compare(dir, "logits_greedy.f32", all);
  }

  private static Pass pass(Model model, Team team, Batch batch, @Nullable Observer observer) {
    BatchMemory memory = new BatchMemory(model.facts().memory());
    return new Pass(batch, memory, team, new Pass.Scratch(), observer);
  }

  private static float[] copy(Rows rows) {
    return Arrays.copyOf(rows.value(), rows.n() * rows.d());
  }

  private static void compare(Path dir, String file, float[] actual) throws IOException {
    double worst = Goldens.difference(actual, Goldens.floats(dir.resolve(file)));
    GoldenReport.add("hf", dir.getFileName().toString(), file, worst, TOLERANCE);
    assertThat(worst).as(file).isLessThanOrEqualTo(TOLERANCE);
  }
}
