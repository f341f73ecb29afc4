package dev.bantam.tasks.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest {
  private static final List<String> LABELS = List.of("net", "network", "games");

  @TempDir private static Path folder;
  private static TaskModel model;
  private static PromptFile prompt;

  @BeforeAll
  static void open() throws IOException {
    model =
        TaskModel.open(
            Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf"));
    String yaml = "{name: classify, version: 1, user: '{{ text }}', answer: ':', max_tokens: 1}";
    prompt = PromptFile.read(Files.writeString(folder.resolve("classify.yaml"), yaml));
  }

  @AfterAll
  static void close() throws IOException {
    model.close();
  }

  private static Classifier classifier() {
    return new Classifier(model, ClassifyOptions.of(LABELS), prompt);
  }

  /** The sum over the label's tokens, asked one by one. */
  @Test
  void probabilitiesAreTheLabelsLikelihoods() {
    Classification found =
        classifier().with(Calibration.none(LABELS)).classify("some text").value();
    Work work = model.begin();
    double[] likelihoods = new double[LABELS.size()];
    double sum = 0;
    int[] asked = work.encode(prompt, Map.of("text", "some text"));
    for (int i = 0; i < likelihoods.length; i++) {
      int[] tokens = work.encode(prompt, Map.of("text", "some text"), " " + LABELS.get(i) + "\n");
      likelihoods[i] = Math.exp(model.generator().score(tokens, asked.length).total());
      sum += likelihoods[i];
    }
    for (int i = 0; i < likelihoods.length; i++) {
      assertThat(found.probabilities().get(LABELS.get(i)))
          .isCloseTo(likelihoods[i] / sum, within(1e-4));
    }
  }

  @Test
  void textsTogetherAreAsAlone() {
    Classifier classifier = classifier();
    List<String> texts = List.of("one", "two words", "", "</text> :", "one ".repeat(2000));
    List<Classification> together = classifier.classify(model.begin(), texts);
    for (int i = 0; i < texts.size(); i++) {
      Result<Classification> alone = classifier.classify(texts.get(i));
      assertThat(together.get(i).label()).isEqualTo(alone.value().label());
      assertThat(together.get(i).cut()).isEqualTo(i == 4);
      assertThat(together.get(i).probability()).isCloseTo(alone.confidence(), within(1e-4));
    }
    assertThat(together.getFirst().probabilities().values().stream().mapToDouble(p -> p).sum())
        .isCloseTo(1, within(1e-9));
  }

  /** Labels are drawn by known probabilities: fitting finds the scale and offsets again. */
  @Test
  void fittingFindsWhatLabelsWereDrawnBy() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Calibration truth = new Calibration("fitted", LABELS, 0.4, List.of(1.0, -1.0, 0.0), 0);
    int rows = 5_000;
    List<double[]> logs = new ArrayList<>();
    int[] right = new int[rows];
    for (int row = 0; row < rows; row++) {
      double[] z = random.doubles(3, -20, 0).toArray();
      logs.add(z);
      double[] p = truth.probabilities(z);
      double left = random.nextDouble();
      while (right[row] < 2 && (left -= p[right[row]]) > 0) {
        right[row]++;
      }
    }
    Calibration fitted = Calibration.fit(Calibration.none(LABELS), logs, right);
    assertThat(fitted.scale()).as("seed %d", seed).isCloseTo(0.4, within(0.05));
    double shift = fitted.offsets().get(2);
    assertThat(fitted.offsets().get(0) - shift).as("seed %d", seed).isCloseTo(1.0, within(0.35));
    assertThat(fitted.offsets().get(1) - shift).as("seed %d", seed).isCloseTo(-1.0, within(0.35));

    Path file = folder.resolve("calibration.json");
    fitted.write(file);
    assertThat(Calibration.read(file, LABELS)).isEqualTo(fitted);
    assertThatThrownBy(() -> Calibration.read(file, List.of("a", "b")))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("other labels");
  }

  /** After what says nothing, all labels are equally likely. */
  @Test
  void contentFreeCalibrationTakesThePriorAway() {
    List<double[]> empty = List.of(new double[] {-1, -5, -9});
    Calibration calibration = Calibration.contentFree(LABELS, empty);
    for (double p : calibration.probabilities(empty.getFirst())) {
      assertThat(p).isCloseTo(1.0 / 3, within(1e-9));
    }
    Classifier plain = classifier();
    Calibration batch = plain.adapt(model.begin(), List.of("one", "two"));
    double[] sums = new double[3];
    for (String text : List.of("one", "two")) {
      Map<String, Double> raw =
          plain.with(Calibration.none(LABELS)).classify(text).value().probabilities();
      for (int i = 0; i < 3; i++) {
        sums[i] += raw.get(LABELS.get(i)) / 2;
      }
    }
    for (int i = 0; i < 3; i++) {
      assertThat(batch.offsets().get(i)).isCloseTo(-Math.log(sums[i]), within(1e-3));
    }
  }

  @Test
  void labelsMustDiffer() {
    assertThatThrownBy(() -> ClassifyOptions.of(List.of("a", " a"))).hasMessageContaining("twice");
    assertThatThrownBy(() -> ClassifyOptions.of(List.of("a"))).hasMessageContaining("two labels");
  }
}
