package dev.bantam.train;

import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameter;
import dev.bantam.layer.Parameters;
import dev.bantam.train.checkpoint.Checkpoints;
import dev.bantam.train.optimise.AdamW;
import dev.bantam.train.optimise.Schedule;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A linear map that is learnt from noisy examples: training without a model. */
final class Toy implements Method<Toy.Example> {
  static final int IN = 12;
  static final int OUT = 6;

  /** What the loop does unless a test says otherwise: 60 steps in 6 epochs. */
  static final LoopOptions OPTIONS =
      new LoopOptions(7, 6, 0, 2, 0, 3, 1, Schedule.Kind.COSINE, 0.1, 5, 4, 3, 0);

  record Example(float[] x, float[] y) {}

  final Parameters parameters = new Parameters();

  /** What targets are multiplied by. */
  double shock = 1;

  private final Parameter weight = new Parameter("w", new long[] {OUT, IN}, Arena.ofAuto());

  Toy() {
    Random random = new Random(1);
    float[] values = new float[weight.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    weight.set(values);
    parameters.add(weight);
  }

  static List<Example> examples(int n, long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < n; e++) {
      float[] x = new float[IN];
      float[] y = new float[OUT];
      for (int i = 0; i < IN; i++) {
        x[i] = (float) random.nextGaussian();
        y[i % OUT] += x[i] * (i + 1) / IN;
      }
      examples.add(new Example(x, y));
    }
    return examples;
  }

  Trainer<Example> trainer(LoopOptions options, Path folder, Map<String, String> run, Team team) {
    return trainer(options, examples(60, 2), examples(9, 3), folder, run, team);
  }

  Trainer<Example> trainer(
      LoopOptions options,
      List<Example> train,
      List<Example> validation,
      Path folder,
      Map<String, String> run,
      Team team) {
    AdamW adam = new AdamW(parameters.all(), AdamW.Options.DEFAULT, Arena.ofAuto(), team);
    return new Trainer<>(
        options, parameters, adam, this, train, validation, new Checkpoints(folder, run), team);
  }

  @Override
  public long weight(Example example) {
    return OUT;
  }

  @Override
  public int rows(Example example) {
    return 1 + Math.abs((int) (example.x[0] * 3)) % 4;
  }

  @Override
  public Loss accumulate(List<Example> examples, double scale, long seed) {
    Random noise = new Random(seed);
    return loss(examples, scale, 1 + 0.1 * noise.nextGaussian());
  }

  @Override
  public Loss evaluate(List<Example> examples) {
    return loss(examples, 0, 1);
  }

  private Loss loss(List<Example> examples, double scale, double noise) {
    float[] w = weight.values();
    float[] gradient = weight.gradient();
    double sum = 0;
    for (Example example : examples) {
      for (int o = 0; o < OUT; o++) {
        double error = -example.y[o] * noise * shock;
        for (int i = 0; i < IN; i++) {
          error += w[o * IN + i] * example.x[i];
        }
        sum += error * error;
        for (int i = 0; i < IN; i++) {
          gradient[o * IN + i] += (float) (scale * 2 * error * example.x[i]);
        }
      }
    }
    return new Loss(sum, (long) OUT * examples.size(), Map.of("seen", (double) examples.size()));
  }

  @Override
  public String describe(Example example) {
    return "x = %.3f ...".formatted(example.x[0]);
  }

  float[] values() {
    return weight.values();
  }

  /** Trains in a JVM of its own, from the newest checkpoint if there is one; paced. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    long pause = Long.parseLong(args[1]);
    try (Team team = new Team(2)) {
      Trainer<Example> trainer = new Toy().trainer(OPTIONS, folder, Map.of(), team);
      trainer.resume();
      trainer.run(
          new Listener() {
            @Override
            public void stepped(History.Point point, long steps, double secondsLeft) {
              try {
                Thread.sleep(pause);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
          });
      Files.writeString(folder.resolve("losses"), losses(trainer));
    }
  }

  static String losses(Trainer<?> trainer) {
    StringBuilder text = new StringBuilder();
    trainer.history().points().forEach(p -> text.append(p.step() + " " + p.loss() + "\n"));
    trainer.history().evaluations().forEach(e -> text.append(e.step() + " " + e.loss() + "\n"));
    return text.toString();
  }
}
