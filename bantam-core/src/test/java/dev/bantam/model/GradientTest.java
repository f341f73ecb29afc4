package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.Goldens;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.FiniteDifferences;
import dev.bantam.layer.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The gradient of every weight of every architecture of the goldens. */
class GradientTest {
  private static final Set<String> FOLDERS =
      Set.of("codegen", "falcon-rw-alibi", "gpt-neo", "gptj", "opt", "qwen2-swa");

  private static final int LENGTH = 12;

  /** Batches that a gradient is tried with, as some have jumps where they begin. */
  private static final int ATTEMPTS = 8;

  /** Tokens and what is to follow each. */
  private record Text(int[] tokens, int[] targets) {
    static Text random(int length, TrainedModel model, Random random) {
      int vocabulary = model.vocabulary();
      return new Text(
          random.ints(length, 0, vocabulary).toArray(),
          random.ints(length, 0, vocabulary).toArray());
    }

    Batch batch() {
      return Batch.of(0, 0, tokens);
    }

    /** Both as sequences of one batch. */
    Batch packedWith(Text other) {
      int n = tokens.length;
      int[] sequences = IntStream.range(0, n + other.tokens.length).map(i -> i / n).toArray();
      int[] positions = IntStream.range(0, n + other.tokens.length).map(i -> i % n).toArray();
      return new Batch(joined(tokens, other.tokens), sequences, positions);
    }

    static int[] joined(int[] a, int[] b) {
      return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
    }
  }

  @TestFactory
  Stream<DynamicTest> gguf() throws IOException {
    return Goldens.cases("arch").stream()
        .map(dir -> dynamicTest(name(dir), () -> check(dir.resolve("model.gguf"))));
  }

  /** Families of which there is no GGUF file. */
  @TestFactory
  Stream<DynamicTest> folders() throws IOException {
    return Goldens.cases("hf").stream()
        .filter(dir -> FOLDERS.contains(name(dir)))
        .map(dir -> dynamicTest(name(dir), () -> check(dir)));
  }

  private static String name(Path dir) {
    return dir.getFileName().toString();
  }

  private static void check(Path path) throws IOException {
    long seed = System.nanoTime();
    try (Team team = new Team(2);
        Team single = new Team(1)) {
      TrainedModel model = TrainedModel.open(path, _ -> true, team);
      if (model.model() instanceof EncoderDecoder) {
        refuses(model);
        return;
      }
      boolean encoder = model.model().facts().vocabulary() == 0;
      assertThat(model.model().whyNotTrained() != null).isEqualTo(encoder);
      Random random = new Random(seed);
      differences(model, random, "seed " + seed);
      Text text = Text.random(LENGTH, model, random);
      Map<String, float[]> gradients = model.gradients(text.batch(), text.targets, false);
      equal(model.gradients(text.batch(), text.targets, true), gradients, "recomputed");
      TrainedModel some = TrainedModel.open(path, name -> random.nextInt(4) == 0, single);
      for (boolean recomputing : new boolean[] {false, true}) {
        Map<String, float[]> alone = some.gradients(text.batch(), text.targets, recomputing);
        equal(alone, gradients, "alone, by one thread, seed " + seed);
      }
      packed(model, text, Text.random(LENGTH - 4, model, random), "seed " + seed);
      differences(TrainedModel.adapted(path, random, team), random, "adapters, seed " + seed);
    }
  }

  /** Whatever else is trained: an op's step is kept for each of its weights. */
  @Test
  void eachWeightAloneHasTheSameGradient() throws IOException {
    Path path = Goldens.path("arch", "gpt-oss", "model.gguf");
    try (Team team = new Team(1)) {
      TrainedModel all = TrainedModel.open(path, _ -> true, team);
      Text text = Text.random(LENGTH, all, new Random(1));
      Map<String, float[]> gradients = all.gradients(text.batch(), text.targets, false);
      for (String name : gradients.keySet()) {
        TrainedModel one = TrainedModel.open(path, name::equals, team);
        Map<String, float[]> alone = one.gradients(text.batch(), text.targets, false);
        assertThat(alone).hasSize(1);
        equal(alone, gradients, "alone");
      }
    }
  }

  private static void refuses(TrainedModel model) {
    assertThat(model.model().whyNotTrained()).contains("no backward pass");
    Text text = new Text(new int[LENGTH], new int[LENGTH]);
    assertThatThrownBy(() -> model.gradients(text.batch(), text.targets, false))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static void differences(TrainedModel model, Random random, String seed) {
    Map<String, List<String>> faults = new LinkedHashMap<>();
    List<Parameter> left = model.parameters().all();
    for (int i = 0; i < ATTEMPTS && !left.isEmpty(); i++) {
      Text text = Text.random(LENGTH, model, random);
      model.gradients(text.batch(), text.targets, false);
      FiniteDifferences differences =
          new FiniteDifferences(
              model.parameters(), () -> model.loss(text.batch(), text.targets), random);
      faults.clear();
      List<Parameter> wrong = new ArrayList<>();
      for (Parameter parameter : left) {
        List<String> found = differences.faults(parameter);
        if (!found.isEmpty()) {
          faults.put(parameter.name(), found);
          wrong.add(parameter);
        }
      }
      left = wrong;
    }
    assertThat(faults.values()).as(seed).isEmpty();
  }

  private static void equal(
      Map<String, float[]> actual, Map<String, float[]> expected, String name) {
    actual.forEach(
        (weight, gradient) ->
            assertThat(gradient).as(weight + " " + name).isEqualTo(expected.get(weight)));
  }

  /** Two sequences in one batch do not see each other. */
  private static void packed(TrainedModel model, Text a, Text b, String seed) {
    Map<String, float[]> alone = model.gradients(a.batch(), a.targets, false);
    model.gradients(b.batch(), b.targets, false).forEach((name, g) -> add(g, alone.get(name)));
    int[] targets = Text.joined(a.targets, b.targets);
    Map<String, float[]> together = model.gradients(a.packedWith(b), targets, false);
    double largest =
        alone.values().stream().mapToDouble(FiniteDifferences::norm).max().orElseThrow();
    together.forEach(
        (name, gradient) -> {
          float[] expected = alone.get(name);
          double length = FiniteDifferences.norm(expected);
          for (int i = 0; i < gradient.length; i++) {
            gradient[i] -= expected[i];
          }
          assertThat(FiniteDifferences.norm(gradient))
              .as(name + " of two packed sequences, " + seed)
              .isLessThanOrEqualTo(1e-5 * length + 1e-7 * largest);
        });
  }

  private static void add(float[] x, float[] to) {
    for (int i = 0; i < x.length; i++) {
      to[i] += x[i];
    }
  }
}
