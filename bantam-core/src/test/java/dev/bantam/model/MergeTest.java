package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.Goldens;
import dev.bantam.format.Lineage;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.Parameters;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A merged model answers as its base does with the adapters. */
class MergeTest {
  private static final int[] IDS = {5, 17, 42, 99, 7, 63, 11, 80};

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"llama-gqa, false", "llama-gqa, true", "llama-moe-mixtral, false", "phi3, true"})
  void hasTheLogitsOfBaseAndAdapters(String name, boolean magnitudes) throws Exception {
    try (ModelFile base = Models.open(Goldens.path("arch", name, "model.gguf"));
        Team team = new Team(2)) {
      List<Adapter> adapters =
          List.of(random(base, 1, magnitudes), random(base, 2, false).scaled(0.5f));
      Path merged = folder.resolve("merged.gguf");
      new Merge(base, adapters, team)
          .writeGguf(merged, base.metadata(), null, Lineage.NONE, (i, n, tensor, type) -> {});
      try (ModelFile file = Models.open(merged)) {
        assertThat(Goldens.difference(logits(file, List.of(), team), logits(base, adapters, team)))
            .isLessThanOrEqualTo(1e-4);
        assertThat(Goldens.difference(logits(file, List.of(), team), logits(base, List.of(), team)))
            .isGreaterThan(0.1);
      }
    }
  }

  @Test
  void keepsTypesThatCanBeWritten() throws Exception {
    for (String quantised : List.of("Q4_K_M", "IQ2_XXS")) {
      Path path = Goldens.path("quant_models", quantised);
      try (ModelFile base = Models.open(path.resolve("model.gguf"));
          Team team = new Team(2)) {
        Adapter adapter = random(base, 1, false);
        Path merged = folder.resolve(quantised + ".gguf");
        Merge merge = new Merge(base, List.of(adapter), team);
        assertThat(merge.requantised()).isNotEmpty();
        merge.writeGguf(merged, base.metadata(), null, Lineage.NONE, (i, n, tensor, type) -> {});
        try (ModelFile file = Models.open(merged)) {
          for (Tensor tensor : file.tensors().values()) {
            DType before = base.tensors().get(tensor.name()).type();
            boolean importance = before.name().startsWith("IQ2") || before == DType.IQ1_S;
            assertThat(tensor.type())
                .as(tensor.name())
                .isEqualTo(
                    importance && adapter.changes().containsKey(tensor.name())
                        ? DType.Q8_0
                        : before);
          }
        }
      }
    }
  }

  private static float[] logits(ModelFile file, List<Adapter> adapters, Team team)
      throws Exception {
    Model model = Architectures.wire(file, 0, adapters, new Parameters());
    BatchMemory memory = new BatchMemory(model.facts().memory());
    Pass pass = new Pass(Batch.of(0, 0, IDS), memory, team, new Pass.Scratch(), null);
    Rows logits = model.logits(model.hidden(pass), pass);
    return Arrays.copyOf(logits.value(), logits.n() * logits.d());
  }

  /** Factors for all linear layers; of experts one A for all. */
  private static Adapter random(ModelFile base, long seed, boolean magnitudes) throws Exception {
    Random random = new Random(seed);
    Map<String, Adapter.Change> changes = new TreeMap<>();
    for (String name : Architectures.linearWeights(base)) {
      Tensor weight = base.tensors().get(name);
      if (!name.equals("token_embd.weight")) {
        changes.put(
            name,
            new Adapter.Change(
                tensor(random, 0.3 / Math.sqrt(weight.columns()), 3, weight.columns()),
                tensor(random, 0.3, weight.rows(), 3),
                2,
                magnitudes ? tensor(random, 1, weight.rows()) : null,
                0));
      }
    }
    return new Adapter("random", changes);
  }

  private static Tensor tensor(Random random, double size, long... shape) {
    int n = 1;
    for (long d : shape) {
      n *= (int) d;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (random.nextGaussian() * size);
    }
    MemorySegment data = Arena.ofAuto().allocate(4L * n, 64);
    data.copyFrom(MemorySegment.ofArray(values));
    return new Tensor("t", DType.F32, shape, data);
  }
}
