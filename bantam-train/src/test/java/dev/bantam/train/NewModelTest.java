package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.train.data.Encoded;
import dev.bantam.train.optimise.AdamW;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewModelTest {
  private static final int VOCABULARY = 61;

  private static Path write(Path folder, boolean tied) throws IOException {
    NewModel shape = new NewModel(2, 32, 4, 2, 48, 64, 10_000, tied);
    String[] tokens =
        IntStream.range(0, VOCABULARY).mapToObj(Integer::toString).toArray(String[]::new);
    Path file = folder.resolve("new-" + tied + ".gguf");
    shape.write(file, Map.of("tokenizer.ggml.tokens", tokens), 1);
    return file;
  }

  @Test
  void knowsNothingAtFirstAndLearnsASequence(@TempDir Path temp) throws IOException {
    int[] tokens = IntStream.range(0, 33).map(i -> i * i % VOCABULARY).toArray();
    boolean[] trained = new boolean[tokens.length];
    Arrays.fill(trained, 1, trained.length, true);
    List<Encoded> batch = List.of(new Encoded(tokens, trained));
    for (boolean tied : new boolean[] {true, false}) {
      Trainable.Options options = new Trainable.Options(new Selection.All(), 1, 0, false, 1);
      try (Trainable model = Trainable.open(write(temp, tied), options);
          Arena arena = Arena.ofShared()) {
        LanguageModelling method = new LanguageModelling(model, Arrays::toString);
        assertThat(method.evaluate(batch).mean()).isCloseTo(Math.log(VOCABULARY), within(0.1));
        AdamW adamw =
            new AdamW(model.parameters().all(), AdamW.Options.DEFAULT, arena, model.team());
        for (int step = 1; step <= 60; step++) {
          method.accumulate(batch, 1.0 / 32, 0);
          adamw.step(step, 1e-2, 1);
          model.parameters().clearGradients();
          model.parameters().refresh();
        }
        assertThat(method.evaluate(batch).mean()).isLessThan(0.1);
      }
    }
  }

  @Test
  void headsMustDivideTheWidth() {
    assertThatThrownBy(() -> new NewModel(2, 32, 5, 1, 48, 64, 10_000, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heads (5) must divide width (32)");
  }
}
