package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.bantam.Goldens;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Kernel;
import dev.bantam.layer.Parameter;
import dev.bantam.model.Models;
import dev.bantam.tensor.Tensor;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.optimise.AdamW;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses, gradients and steps against PyTorch's: {@code train} of the reference results. */
class GoldenTrainingTest {
  private static final double LOSS = 1e-5;
  private static final double GRADIENT = 1e-4;

  static List<Named<Path>> cases() throws IOException {
    return Goldens.cases("train").stream()
        .map(path -> Named.of(path.getFileName().toString(), path))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndGradientsOfEveryWeight(Path path, @TempDir Path temp) throws IOException {
    Map<String, Object> golden = Goldens.json(path.resolve("golden.json"));
    List<Encoded> batch = batch(((List<?>) golden.get("batches")).getFirst(), null);
    check(path, golden.get("loss"), batch, "grads.safetensors", false, temp);
    check(path, golden.get("loss"), batch, "grads.safetensors", true, temp);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void maskedTokensDoNotCount(Path path, @TempDir Path temp) throws IOException {
    Map<String, Object> golden = Goldens.json(path.resolve("golden.json"));
    List<Encoded> batch =
        batch(((List<?>) golden.get("batches")).getFirst(), golden.get("masked_labels"));
    check(path, golden.get("masked_loss"), batch, "grads_masked.safetensors", false, temp);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tenStepsOfAdamW(Path path, @TempDir Path temp) throws IOException {
    Map<String, Object> golden = Goldens.json(path.resolve("golden.json"));
    List<?> batches = (List<?>) golden.get("batches");
    for (String kind : List.of("adamw_same_batch", "adamw_batch_per_step")) {
      List<?> expected = (List<?>) ((Map<?, ?>) golden.get(kind)).get("losses_before_each_step");
      try (Trainable model = open(path, false);
          Arena arena = Arena.ofShared()) {
        AdamW.Options options = new AdamW.Options(0.9, 0.95, 1e-8, 0.1, p -> true);
        AdamW adamw = new AdamW(model.parameters().all(), options, arena, model.team());
        LanguageModelling method = new LanguageModelling(model, Arrays::toString);
        for (int step = 0; step < 10; step++) {
          boolean same = kind.equals("adamw_same_batch");
          List<Encoded> batch = batch(batches.get(same ? 0 : step), null);
          Loss loss = method.accumulate(batch, 1.0 / 30, 0);
          assertThat(loss.mean()).isCloseTo(real(expected.get(step)), within(LOSS));
          adamw.step(step + 1, 1e-3, 1);
          model.parameters().clearGradients();
          model.parameters().refresh();
        }
        if (kind.equals("adamw_same_batch")) {
          try (ModelFile gradients = as(path, "grads.safetensors", temp);
              ModelFile after = as(path, "weights_after_10_steps_same_batch.safetensors", temp)) {
            assertAll(
                model.parameters().all().stream()
                    .map(p -> () -> isNearWhereItMoves(p, after, gradients)));
          }
        }
      }
    }
  }

  /**
   * Leaves out biases of keys: their derivatives are zero but for rounding, which softmax does not
   * see and which Adam makes steps of.
   */
  private static void isNearWhereItMoves(Parameter p, ModelFile after, ModelFile gradients) {
    float[] gradient = values(gradients, p.name());
    float[] expected = values(after, p.name());
    float[] actual = p.values();
    for (int i = 0; i < actual.length; i++) {
      if (Math.abs(gradient[i]) < 1e-8) {
        actual[i] = expected[i];
      }
    }
    isNear(p.name(), actual, after, 1e-4);
  }

  private static void check(
      Path path, Object loss, List<Encoded> batch, String gradients, boolean recompute, Path temp)
      throws IOException {
    try (Trainable model = open(path, recompute);
        ModelFile expected = as(path, gradients, temp)) {
      LanguageModelling method = new LanguageModelling(model, Arrays::toString);
      long count = batch.stream().mapToLong(method::weight).sum();
      assertThat(method.evaluate(batch).mean()).isCloseTo(real(loss), within(LOSS));
      assertThat(method.accumulate(batch, 1.0 / count, 0).mean())
          .isCloseTo(real(loss), within(LOSS));
      assertThat(model.parameters().all()).hasSameSizeAs(expected.tensors().values());
      assertAll(
          model.parameters().all().stream()
              .map(p -> () -> isNear(p.name(), p.gradient(), expected, GRADIENT)));
    }
  }

  private static void isNear(String name, float[] actual, ModelFile file, double relative) {
    float[] expected = values(file, name);
    double largest = 0;
    for (float v : expected) {
      largest = Math.max(largest, Math.abs(v));
    }
    assertThat(Goldens.difference(actual, expected))
        .as(name)
        .isLessThanOrEqualTo(relative * Math.max(largest, 1e-3));
  }

  private static float[] values(ModelFile file, String name) {
    Tensor tensor = file.tensors().get(name);
    float[] values = new float[(int) tensor.size()];
    Kernel.of(tensor.type()).decode(tensor.data(), 0, values, 0, values.length);
    return values;
  }

  private static Trainable open(Path path, boolean recompute) throws IOException {
    Trainable.Options options = new Trainable.Options(new Selection.All(), 2, 0, recompute, 1);
    return Trainable.open(path.resolve("model"), options);
  }

  /** The tensors of a file of the case, seen as weights of its model: in GGUF's names and order. */
  static ModelFile as(Path path, String file, Path temp) throws IOException {
    Path folder = Files.createTempDirectory(temp, "as");
    Files.copy(path.resolve("model/config.json"), folder.resolve("config.json"));
    Files.copy(path.resolve(file), folder.resolve("model.safetensors"));
    return Models.open(folder);
  }

  /** The sequences of a batch; without labels, every token but the first counts. */
  static List<Encoded> batch(Object sequences, Object labels) {
    List<Encoded> batch = new ArrayList<>();
    for (Object sequence : (List<?>) sequences) {
      int[] tokens = Goldens.ints(sequence);
      boolean[] trained = new boolean[tokens.length];
      Arrays.fill(trained, 1, tokens.length, true);
      if (labels instanceof List<?> list) {
        int[] own = Goldens.ints(list.get(batch.size()));
        for (int i = 1; i < own.length; i++) {
          trained[i] = own[i] >= 0;
        }
      }
      batch.add(new Encoded(tokens, trained));
    }
    return batch;
  }

  private static double real(Object number) {
    return ((Number) number).doubleValue();
  }
}
