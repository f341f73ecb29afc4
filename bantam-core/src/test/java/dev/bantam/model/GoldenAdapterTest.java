package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.Goldens;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.Parameters;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PEFT's adapters make of a model's logits. */
class GoldenAdapterTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2"})
  void logitsAreThoseOfPeft(String name) throws Exception {
    Path golden = Goldens.path("train", name);
    List<?> batches = (List<?>) Goldens.json(golden.resolve("golden.json")).get("batches");
    try (ModelFile base = Models.open(golden.resolve("model"));
        Team team = new Team(2)) {
      Model model =
          Architectures.wire(
              base, 0, List.of(Adapters.open(golden.resolve("lora"), base)), new Parameters());
      float[] all = new float[0];
      for (Object sequence : (List<?>) batches.getFirst()) {
        BatchMemory memory = new BatchMemory(model.facts().memory());
        Batch batch = Batch.of(0, 0, Goldens.ints(sequence));
        Pass pass = new Pass(batch, memory, team, new Pass.Scratch(), null);
        Rows logits = model.logits(model.hidden(pass), pass);
        int before = all.length;
        all = Arrays.copyOf(all, before + logits.n() * logits.d());
        System.arraycopy(logits.value(), 0, all, before, logits.n() * logits.d());
      }
      float[] expected = Goldens.floats(golden.resolve("lora/logits.f32"));
      assertThat(Goldens.difference(all, expected)).isLessThanOrEqualTo(TOLERANCE);
    }
  }
}
