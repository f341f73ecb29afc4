package dev.bantam.train;

import dev.bantam.format.ModelFile;
import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.layer.Tape;
import dev.bantam.layer.TrainingMemory;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.MicroBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Learning another model's probabilities (Hinton et al., arXiv 1503.02531): share T² KL(teacher ||
 * student), both softened by the temperature T, plus (1 - share) times the cross entropy of the
 * data's own tokens.
 */
public final class Distillation implements Method<Encoded>, AutoCloseable {
  private final Trainable student;
  private final TokenLosses losses;
  private final ModelFile file;
  private final Model teacher;
  private final TrainingMemory memory;
  private final Pass.Scratch scratch = new Pass.Scratch();
  private final float temperature;
  private final double share;
  private final Function<int[], String> text;

  /**
   * Opens the teacher.
   *
   * @param path a model of the student's vocabulary
   * @param temperature T, positive
   * @param share from 0 to 1: how much the teacher counts
   * @param text what tokens say, for people
   * @throws IllegalArgumentException if the vocabularies differ
   */
  public Distillation(
      Trainable student, Path path, double temperature, double share, Function<int[], String> text)
      throws IOException {
    if (!(temperature > 0) || !(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "distill_temperature must be positive and distill_share from 0 to 1, not %s and %s"
              .formatted(temperature, share));
    }
    this.student = student;
    this.losses = new TokenLosses(student.model());
    this.temperature = (float) temperature;
    this.share = share;
    this.text = text;
    this.file = Models.open(path);
    try {
      this.teacher = Architectures.wire(file, student.model().facts().context());
      checkVocabulary(path);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
    this.memory = new TrainingMemory(teacher.facts().memory());
  }

  private void checkVocabulary(Path path) {
    String key = "tokenizer.ggml.tokens";
    boolean sameSize = teacher.facts().vocabulary() == student.model().facts().vocabulary();
    boolean sameTokens =
        !(file.metadata().get(key) instanceof String[] own)
            || !(student.file().metadata().get(key) instanceof String[] other)
            || Arrays.equals(own, other);
    if (!sameSize || !sameTokens) {
      throw new IllegalArgumentException(
          ("the teacher %s has another vocabulary than %s: its probabilities cannot be learned;"
                  + " train on its answers instead")
              .formatted(path, student.file().path()));
    }
  }

  @Override
  public long weight(Encoded example) {
    return example.weight();
  }

  @Override
  public int rows(Encoded example) {
    return example.rows();
  }

  @Override
  public Loss accumulate(List<Encoded> examples, double scale, long seed) {
    MicroBatch batch = student.batch(examples);
    float[] scales = new float[batch.targets().length];
    Arrays.fill(scales, (float) scale);
    return student.learn(
        batch.batch(),
        seed,
        (hidden, pass) -> judge(hidden, batch, scales, pass, Objects.requireNonNull(pass.tape())));
  }

  @Override
  public Loss evaluate(List<Encoded> examples) {
    MicroBatch batch = student.batch(examples);
    return student.read(
        batch.batch(), (hidden, pass) -> judge(hidden, batch, new float[0], pass, null));
  }

  private Loss judge(
      Rows hidden, MicroBatch batch, float[] scales, Pass pass, @Nullable Tape tape) {
    Pass own = new Pass(batch.batch(), memory, student.team(), scratch, null);
    try (Pass.Scope _ = own.buffers()) {
      Rows known = teacher.hidden(own);
      TokenLosses.Judge judge =
          (rows, part) -> {
            Rows logits = logits(known, rows, part);
            return (mine, i, scale, derivatives) ->
                cost(mine, logits, i, batch.targets()[rows[i]], scale, derivatives);
          };
      double[] costs = losses.judge(hidden, batch.targets(), scales, judge, pass, tape);
      long count = Arrays.stream(batch.targets()).filter(target -> target >= 0).count();
      return Loss.of(Arrays.stream(costs).sum(), count);
    } finally {
      memory.blockDone();
    }
  }

  private Rows logits(Rows known, int[] rows, Pass pass) {
    Rows some = pass.rows(rows.length, known.d());
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(known.value(), rows[i] * known.d(), some.value(), i * known.d(), known.d());
    }
    return teacher.logits(some, pass);
  }

  /** The derivative of T² KL by the student's logits is T (q - p), with both softened. */
  private double cost(Rows mine, Rows known, int i, int target, float scale, float[] derivatives) {
    int d = mine.d();
    int at = i * d;
    double own =
        TokenLosses.crossEntropy(mine, i, target, (float) (scale * (1 - share)), derivatives);
    float[] p = softened(known.value(), at, d);
    float[] q = softened(mine.value(), at, d);
    double divergence = 0;
    float slope = (float) (scale * share * temperature);
    for (int t = 0; t < d; t++) {
      divergence += p[t] > 0 ? p[t] * (Math.log(p[t]) - Math.log(Math.max(q[t], 1e-38))) : 0;
      derivatives[at + t] += slope * (q[t] - p[t]);
    }
    return (1 - share) * own + share * temperature * temperature * divergence;
  }

  /** The probabilities of logits divided by the temperature. */
  private float[] softened(float[] logits, int at, int n) {
    float[] p = new float[n];
    VectorOps.scaled(1 / temperature, logits, at, p, 0, n);
    float sum = VectorOps.expSum(p, 0, n, VectorOps.max(p, 0, n), new float[16]);
    VectorOps.scale(1 / sum, p, 0, n);
    return p;
  }

  @Override
  public String describe(Encoded example) {
    return text.apply(Arrays.copyOf(example.tokens(), Math.min(40, example.size())));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
