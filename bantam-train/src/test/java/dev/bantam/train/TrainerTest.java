package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.kernel.Team;
import dev.bantam.train.Toy.Example;
import dev.bantam.train.optimise.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop, on a problem that takes no model. */
final class TrainerTest {
  @TempDir Path folder;
  private final Team team = new Team(2);

  @AfterEach
  void close() {
    team.close();
  }

  private Trainer<Example> trainer(LoopOptions options, String name) {
    return new Toy().trainer(options, folder.resolve(name), Map.of(), team);
  }

  @Test
  void learnsAndKeepsTheBest() throws IOException {
    Trainer<Example> trainer = trainer(Toy.OPTIONS, "run");
    Outcome outcome = trainer.run(Listener.NONE);
    assertThat(outcome.end()).isEqualTo(Outcome.End.COMPLETE);
    assertThat(outcome.step()).isEqualTo(60);
    List<History.Point> points = trainer.history().points();
    assertThat(points).hasSize(60);
    assertThat(points.getLast().loss()).isLessThan(points.getFirst().loss() / 5);
    assertThat(points.getFirst().extra()).containsEntry("seen", 1.0 / Toy.OUT);
    assertThat(trainer.history().evaluations()).hasSize(16); // before, and every fourth step
    assertThat(folder.resolve("run").toFile().list())
        .containsExactlyInAnyOrder("best.safetensors", "checkpoint-57", "checkpoint-60");
  }

  @Test
  void eachEpochSeesEachExampleOnceInAnOrderOfItsOwn() {
    LoopOptions packed =
        new LoopOptions(7, 2, 0, 1, 5, 3, 1, Schedule.Kind.LINEAR, 0.1, 0, 0, 0, 0);
    int[] rows = {1, 5, 2, 3, 1, 4, 9, 2, 2, 1};
    StepOrder order = new StepOrder(packed, rows);
    List<List<Integer>> epochs = new ArrayList<>(List.of(new ArrayList<>()));
    for (long step = 1; step <= order.steps(); step++) {
      for (List<Integer> microBatch : order.step(step).microBatches()) {
        assertThat(microBatch.size() == 1 || microBatch.stream().mapToInt(i -> rows[i]).sum() <= 5)
            .isTrue();
        epochs.getLast().addAll(microBatch);
      }
      if (order.endsEpoch(step)) {
        assertThat(order.epochs(step)).isEqualTo(epochs.size());
        epochs.add(new ArrayList<>());
      }
    }
    assertThat(epochs.removeLast()).isEmpty();
    assertThat(epochs).hasSize(2).doesNotHaveDuplicates();
    for (List<Integer> epoch : epochs) {
      Collections.sort(epoch);
      assertThat(epoch).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
    assertThat(new StepOrder(packed, rows).step(order.steps()))
        .isEqualTo(order.step(order.steps()));
  }

  @Test
  void goesOnAfterAStopWithTheSameBits() throws IOException {
    Trainer<Example> whole = trainer(Toy.OPTIONS, "whole");
    whole.run(Listener.NONE);
    for (int at : new int[] {1, 4, 59}) {
      Trainer<Example> first = trainer(Toy.OPTIONS, "stopped-" + at);
      Listener stop =
          new Listener() {
            @Override
            public void stepped(History.Point point, long steps, double secondsLeft) {
              if (point.step() == at) {
                first.stop();
              }
            }
          };
      assertThat(first.run(stop))
          .isEqualTo(new Outcome(Outcome.End.STOPPED, at, at, first.run(stop).validationLoss()));
      Trainer<Example> second = trainer(Toy.OPTIONS, "stopped-" + at);
      assertThat(second.resume()).isTrue();
      assertThat(second.run(Listener.NONE).end()).isEqualTo(Outcome.End.COMPLETE);
      assertThat(Toy.losses(second)).isEqualTo(Toy.losses(whole));
    }
    Trainer<Example> done = trainer(Toy.OPTIONS, "whole");
    assertThat(done.resume()).isTrue();
    assertThat(done.run(Listener.NONE).step()).isEqualTo(60);
  }

  @Test
  void doesNotGoOnWithOtherSettings() throws IOException {
    LoopOptions two = new LoopOptions(7, 1, 2, 2, 0, 3, 1, Schedule.Kind.LINEAR, 0.1, 0, 0, 0, 0);
    new Toy().trainer(two, folder, Map.of("learning_rate", "0.1"), team).run(Listener.NONE);
    Trainer<Example> other = new Toy().trainer(two, folder, Map.of("learning_rate", "0.2"), team);
    assertThatThrownBy(other::resume)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkpoint-2 cannot go on: learning_rate is 0.2 and was 0.1");
    assertThat(trainer(two, "elsewhere").resume()).isFalse();
  }

  @Test
  void stopsWhenItGetsNoBetter() throws IOException {
    // The validation set wants what the weights are at the start: nothing is better.
    Toy toy = new Toy();
    float[] w = toy.values();
    List<Example> asItIs = new ArrayList<>();
    for (Example e : Toy.examples(5, 9)) {
      float[] y = new float[Toy.OUT];
      for (int i = 0; i < w.length; i++) {
        y[i / Toy.IN] += w[i] * e.x()[i % Toy.IN];
      }
      asItIs.add(new Example(e.x(), y));
    }
    LoopOptions patient =
        new LoopOptions(7, 6, 0, 2, 0, 3, 1, Schedule.Kind.CONSTANT, 0.03, 0, 1, 0, 4);
    Outcome outcome =
        toy.trainer(patient, Toy.examples(60, 2), asItIs, folder, Map.of(), team)
            .run(Listener.NONE);
    assertThat(outcome.end()).isEqualTo(Outcome.End.NO_BETTER);
    assertThat(outcome.step()).isEqualTo(4);
    assertThat(outcome.best()).isZero();
    assertThat(toy.values()).isEqualTo(w);
  }

  @Test
  void saysWhichExampleIsNotANumber() {
    List<Example> train = new ArrayList<>(Toy.examples(20, 2));
    float[] broken = train.get(13).x().clone();
    broken[4] = Float.NaN;
    train.set(13, new Example(broken, train.get(13).y()));
    assertThatThrownBy(
            () ->
                new Toy()
                    .trainer(Toy.OPTIONS, train, List.of(), folder, Map.of(), team)
                    .run(Listener.NONE))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("the loss is NaN")
        .hasMessageContaining("13 (NaN): x = ")
        .hasMessageContaining("learning_rate (it is 0.0");
  }

  @Test
  void stopsWhenTheLossExplodes() {
    Toy toy = new Toy();
    Listener shock =
        new Listener() {
          @Override
          public void stepped(History.Point point, long steps, double secondsLeft) {
            boolean oneBadStep = point.step() == 30;
            toy.shock = oneBadStep || point.step() >= 40 ? 100 : 1;
          }
        };
    LoopOptions free = new LoopOptions(7, 9, 0, 2, 0, 3, 0, Schedule.Kind.COSINE, 0.1, 5, 4, 0, 0);
    assertThatThrownBy(() -> toy.trainer(free, folder, Map.of(), team).run(shock))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("step 43: the loss has exploded to")
        .hasMessageContaining("max_grad_norm: 1");
  }

  @Test
  void aFullDiskLeavesOldCheckpointsWhole() throws IOException {
    LoopOptions three = new LoopOptions(7, 1, 3, 2, 0, 3, 1, Schedule.Kind.LINEAR, 0.1, 0, 2, 1, 0);
    String expected = "";
    int failAt = 0;
    for (boolean happened = true; happened; failAt++) {
      Path real = folder.resolve("run-" + failAt);
      FaultyDisk disk = new FaultyDisk(failAt);
      Trainer<Example> trainer = new Toy().trainer(three, disk.path(real), Map.of(), team);
      boolean failed = false;
      try {
        trainer.run(Listener.NONE);
        expected = Toy.losses(trainer);
      } catch (IOException e) {
        failed = true;
        assertThat(e).hasMessageContaining(real.toString()).hasMessageContaining("No space left");
      }
      // The JDK tries twice to make the first folder.
      assertThat(failed).as("call %d", failAt).isEqualTo(disk.happened() && failAt > 0);
      happened = disk.happened();
      if (Files.exists(real)) {
        assertThat(real.toFile().list())
            .as("call %d", failAt)
            .allMatch(name -> name.startsWith("checkpoint-") || name.equals("best.safetensors"));
      }
      Trainer<Example> next = trainer(three, real.getFileName().toString());
      assertThat(next.resume()).as("call %d", failAt).isEqualTo(trainer.step() > 1 || !failed);
      next.run(Listener.NONE);
      expected = expected.isEmpty() ? Toy.losses(next) : expected;
      assertThat(Toy.losses(next)).as("call %d", failAt).isEqualTo(expected);
    }
    assertThat(failAt).as("calls that can fail").isGreaterThan(60);
  }
}
