package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.Goldens;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Team;
import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.Parameter;
import dev.bantam.layer.Parameters;
import dev.bantam.layer.Pass;
import dev.bantam.model.Adapters;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.MicroBatch;
import dev.bantam.train.optimise.AdamW;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoftPromptTest {
  private static final int TOKENS = 3;

  private final List<Encoded> batch =
      List.of(example(10, 40, 64, 17, 39, 64, 9, 10, 57), example(24, 47, 3, 47, 19));

  private static Encoded example(int... tokens) {
    boolean[] trained = new boolean[tokens.length];
    Arrays.fill(trained, 2, tokens.length, true);
    return new Encoded(tokens, trained);
  }

  private static Trainable open() throws IOException {
    return Trainable.open(
        Goldens.path("train", "llama", "model"),
        new Trainable.Options(new Selection.SoftPrompt(TOKENS), 1, 0, false, 7));
  }

  /** The derivative along the gradient, by central differences. */
  @Test
  void derivativesAreThoseOfDifferences() throws IOException {
    try (Trainable model = open()) {
      LanguageModelling method = new LanguageModelling(model, Arrays::toString);
      Parameter prompt = model.parameters().all().getFirst();
      assertThat(model.parameters().all()).hasSize(1);
      method.accumulate(batch, 1, 0);
      float[] gradient = prompt.gradient();
      float[] values = prompt.values();
      double length = 0;
      for (float g : gradient) {
        length += (double) g * g;
      }
      double step = 1e-2 / Math.sqrt(length);
      double[] losses = new double[2];
      for (int side = 0; side < 2; side++) {
        float[] moved = values.clone();
        for (int i = 0; i < moved.length; i++) {
          moved[i] += (float) ((2 * side - 1) * step * gradient[i]);
        }
        prompt.set(moved);
        losses[side] = method.evaluate(batch).sum();
      }
      assertThat((losses[1] - losses[0]) / (2 * step) / length).isCloseTo(1, within(1e-2));
    }
  }

  @Test
  void aTrainedPromptIsReadBackAsPeftKeepsIt(@TempDir Path folder) throws IOException {
    double trained;
    try (Trainable model = open();
        Arena arena = Arena.ofShared()) {
      LanguageModelling method = new LanguageModelling(model, Arrays::toString);
      double before = method.evaluate(batch).mean();
      AdamW adamw = new AdamW(model.parameters().all(), AdamW.Options.DEFAULT, arena, model.team());
      for (int step = 1; step <= 40; step++) {
        method.accumulate(batch, 0.1, 0);
        adamw.step(step, 0.05, 1);
        model.parameters().clearGradients();
      }
      trained = method.evaluate(batch).mean();
      assertThat(trained).isLessThan(before - 0.5);
      Adapter adapter = model.adapter();
      assertThat(adapter).isNotNull();
      Adapters.writePeft(folder, adapter, model.file(), "base");
    }
    try (ModelFile file = Models.open(Goldens.path("train", "llama", "model"))) {
      Adapter adapter = Adapters.open(folder, file);
      Model model = Architectures.wire(file, 0, List.of(adapter), new Parameters());
      int[] virtual = adapter.virtualTokens(model.facts().vocabulary());
      assertThat(virtual).hasSize(TOKENS);
      MicroBatch rows = MicroBatch.of(batch.stream().map(e -> e.after(virtual)).toList());
      try (Team team = new Team(1)) {
        Pass pass =
            new Pass(
                rows.batch(),
                new BatchMemory(model.facts().memory()),
                team,
                new Pass.Scratch(),
                null);
        double[] costs = new TokenLosses(model).of(model.hidden(pass), rows.targets(), pass);
        long count = batch.stream().mapToLong(Encoded::weight).sum();
        assertThat(Arrays.stream(costs).sum() / count).isCloseTo(trained, within(1e-6));
      }
    }
  }
}
