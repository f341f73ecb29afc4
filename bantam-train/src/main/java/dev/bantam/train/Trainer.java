package dev.bantam.train;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Parameter;
import dev.bantam.layer.Parameters;
import dev.bantam.tensor.Tensor;
import dev.bantam.train.checkpoint.Checkpoints;
import dev.bantam.train.data.Packer;
import dev.bantam.train.optimise.Clipping;
import dev.bantam.train.optimise.Optimiser;
import dev.bantam.train.optimise.Schedule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The loop that changes parameters until a method's loss is small. What it does follows from the
 * options, the examples and the parameters that it begins with, bit for bit: also if it is stopped
 * or killed and goes on from a checkpoint.
 *
 * @param <E> the method's examples
 */
public final class Trainer<E> {
  private static final long SAVE_AFTER_NANOS = 600_000_000_000L;

  private final LoopOptions options;
  private final Parameters parameters;
  private final List<Tensor> values;
  private final Optimiser optimiser;
  private final Clipping clipping;
  private final Method<E> method;
  private final List<E> train;
  private final List<E> validation;
  private final Checkpoints checkpoints;
  private final StepOrder order;
  private final Schedule schedule;
  private final History history = new History();
  private final Explosion explosion = new Explosion();

  private volatile boolean stopped;
  private long step;
  private long bestStep;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int worseInARow;
  private long savedAt = System.nanoTime();

  /**
   * A run from its first step.
   *
   * @param parameters what {@code method} reads, and gives gradients to
   * @param optimiser of the same parameters
   * @param train examples to learn from
   * @param validation examples to measure on; may be empty
   * @param checkpoints where the run's state goes
   * @throws IllegalArgumentException if there is nothing to train on
   */
  public Trainer(
      LoopOptions options,
      Parameters parameters,
      Optimiser optimiser,
      Method<E> method,
      List<E> train,
      List<E> validation,
      Checkpoints checkpoints,
      Team team) {
    this.options = options;
    this.parameters = parameters;
    this.values = parameters.all().stream().map(Parameter::tensor).toList();
    this.optimiser = optimiser;
    this.clipping = new Clipping(parameters.all(), options.maxNorm(), team);
    this.method = method;
    this.train = List.copyOf(train);
    this.validation = List.copyOf(validation);
    this.checkpoints = checkpoints;
    this.order = new StepOrder(options, train.stream().mapToInt(method::rows).toArray());
    this.schedule = options.schedule(order.steps());
    requireWeight("example", train);
    requireWeight("validation example", validation);
  }

  private void requireWeight(String what, List<E> examples) {
    for (int i = 0; i < examples.size(); i++) {
      if (method.weight(examples.get(i)) == 0) {
        throw new IllegalArgumentException(
            "%s %d has nothing that counts in the loss: %s"
                .formatted(what, i, method.describe(examples.get(i))));
      }
    }
  }

  /** How many steps the run has. */
  public long steps() {
    return order.steps();
  }

  /** Steps that are done. */
  public long step() {
    return step;
  }

  public History history() {
    return history;
  }

  /** Makes {@link #run} return after the step that it is at, with a checkpoint; from any thread. */
  public void stop() {
    stopped = true;
  }

  /**
   * Goes back to the newest checkpoint.
   *
   * @return whether there is one
   * @throws IllegalArgumentException if it is of another run
   */
  public boolean resume() throws IOException {
    Checkpoints.Restored restored = checkpoints.restore(values, optimiser.state());
    if (restored == null) {
      return false;
    }
    String source = restored.path().toString();
    Map<String, Object> state = Json.parseObject(source, restored.state());
    history.read(source, restored.history());
    history.points().forEach(point -> explosion.is(point.loss()));
    step = number(source, state, "step").longValue();
    bestStep = number(source, state, "best_step").longValue();
    worseInARow = number(source, state, "worse_in_a_row").intValue();
    bestLoss =
        state.containsKey("best_loss")
            ? number(source, state, "best_loss").doubleValue()
            : Double.POSITIVE_INFINITY;
    parameters.refresh();
    return true;
  }

  private static Number number(String source, Map<String, Object> state, String key)
      throws MalformedFileException {
    if (state.get(key) instanceof Number number) {
      return number;
    }
    throw new MalformedFileException(source, -1, "the state has no number '" + key + "'");
  }

  /**
   * Trains to the end, or until {@link #stop}. Afterwards the parameters are those of the lowest
   * validation loss, or of the last step if nothing was validated or the run was stopped.
   *
   * @throws IOException if a checkpoint cannot be written; older ones are whole
   * @throws DivergedException if the loss is not a number, or explodes
   */
  public Outcome run(Listener listener) throws IOException {
    if (step == 0 && !validation.isEmpty()) {
      evaluate(listener);
    }
    long began = System.nanoTime();
    long from = step;
    while (step < order.steps() && !isPatienceOver()) {
      if (stopped) {
        save(listener);
        return outcome(Outcome.End.STOPPED);
      }
      History.Point point = makeStep();
      double perStep = (System.nanoTime() - began) / 1e9 / (step - from);
      listener.stepped(point, order.steps(), perStep * (order.steps() - step));
      afterStep(listener);
    }
    save(listener);
    if (bestStep != step && !validation.isEmpty()) {
      checkpoints.restoreBest(values);
      parameters.refresh();
    }
    return outcome(step < order.steps() ? Outcome.End.NO_BETTER : Outcome.End.COMPLETE);
  }

  /**
   * Makes some steps that count for nothing but to see how long they take. The parameters change.
   *
   * @return seconds that a token takes, the first step left out
   */
  public double rehearse(int steps) {
    double seconds = 0;
    double tokens = 0;
    for (int i = 0; i < Math.min(steps, order.steps()); i++) {
      long began = System.nanoTime();
      History.Point point = makeStep();
      if (i > 0 || order.steps() == 1) {
        double took = (System.nanoTime() - began) / 1e9;
        seconds += took;
        tokens += point.tokensPerSecond() * took;
      }
    }
    return seconds / tokens;
  }

  /** Tokens of all steps together, and of all measurements at a third of their cost. */
  public long work() {
    long all = 0;
    for (long s = 1; s <= order.steps(); s++) {
      for (int i : order.step(s).examples()) {
        all += method.rows(train.get(i));
      }
    }
    long once = validation.stream().mapToLong(method::rows).sum() / 3;
    double perEpoch =
        options.evaluateEvery() > 0
            ? options.evaluateEvery()
            : order.steps() / order.epochs(order.steps());
    return all + once * (1 + (long) (order.steps() / perEpoch));
  }

  private Outcome outcome(Outcome.End end) {
    boolean validated = bestLoss < Double.POSITIVE_INFINITY;
    boolean best = validated && end != Outcome.End.STOPPED;
    return new Outcome(end, step, best ? bestStep : step, validated ? bestLoss : Double.NaN);
  }

  private boolean isPatienceOver() {
    return options.patience() > 0 && worseInARow >= options.patience();
  }

  private History.Point makeStep() {
    long began = System.nanoTime();
    long number = step + 1;
    StepOrder.Step examples = order.step(number);
    long weight = 0;
    long rows = 0;
    for (int i : examples.examples()) {
      weight += method.weight(train.get(i));
      rows += method.rows(train.get(i));
    }
    parameters.clearGradients();
    Loss loss = Loss.NONE;
    int part = 0;
    for (List<Integer> microBatch : examples.microBatches()) {
      List<E> batch = microBatch.stream().map(train::get).toList();
      long seed = Seeds.mix(options.seed(), number, part++);
      loss = loss.plus(method.accumulate(batch, 1.0 / weight, seed));
    }
    double norm = clipping.norm();
    check(number, examples, loss.mean(), norm);
    double rate = schedule.at(number);
    optimiser.step(number, rate, clipping.scale(norm));
    parameters.refresh();
    step = number;
    double seconds = (System.nanoTime() - began) / 1e9;
    History.Point point =
        new History.Point(number, loss.mean(), rate, norm, rows / seconds, means(loss));
    history.add(point);
    return point;
  }

  private static Map<String, Double> means(Loss loss) {
    Map<String, Double> means = new TreeMap<>();
    loss.extra().forEach((name, sum) -> means.put(name, sum / loss.count()));
    return means;
  }

  private void afterStep(Listener listener) throws IOException {
    boolean last = step == order.steps();
    boolean due = order.endsEpoch(step);
    long evaluateEvery = options.evaluateEvery();
    if (!validation.isEmpty() && (last || (evaluateEvery > 0 ? step % evaluateEvery == 0 : due))) {
      evaluate(listener);
    }
    long saveEvery = options.saveEvery();
    boolean late = System.nanoTime() - savedAt > SAVE_AFTER_NANOS;
    if (saveEvery > 0 ? step % saveEvery == 0 : due || late) {
      save(listener);
    }
  }

  private void evaluate(Listener listener) throws IOException {
    List<List<E>> batches =
        options.packedRows() > 0
            ? Packer.pack(validation, method::rows, options.packedRows())
            : Packer.group(validation, options.microBatch());
    Loss loss = Loss.NONE;
    for (List<E> batch : batches) {
      loss = loss.plus(method.evaluate(batch));
    }
    if (!Double.isFinite(loss.mean())) {
      throw new DivergedException(
          step, "step %d: the validation loss is %s".formatted(step, loss.mean()));
    }
    History.Evaluation evaluation = new History.Evaluation(step, loss.mean(), means(loss));
    boolean better = evaluation.loss() < bestLoss;
    worseInARow = better ? 0 : worseInARow + 1;
    if (better) {
      bestLoss = evaluation.loss();
      bestStep = step;
      checkpoints.saveBest(step, bestLoss, values);
    }
    history.add(evaluation);
    listener.evaluated(evaluation, better);
  }

  private void save(Listener listener) throws IOException {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("step", step);
    state.put("epoch", order.epochs(step));
    state.put("seed", options.seed());
    state.put("best_step", bestStep);
    if (bestLoss < Double.POSITIVE_INFINITY) {
      state.put("best_loss", bestLoss);
    }
    state.put("worse_in_a_row", worseInARow);
    Checkpoints.Snapshot snapshot =
        new Checkpoints.Snapshot(values, optimiser.state(), Json.write(state), history.toLines());
    listener.saved(checkpoints.save(step, snapshot));
    savedAt = System.nanoTime();
  }

  private void check(long number, StepOrder.Step examples, double loss, double norm) {
    boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
    if (finite && !explosion.is(loss)) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(
        finite
            ? "step %d: the loss has exploded to %.3g, from a mean of %.3g"
                .formatted(number, loss, explosion.mean())
            : "step %d: the loss is %.3g and the gradient's length %.3g"
                .formatted(number, loss, norm));
    text.append(". Examples of the step, with the loss of each:");
    for (int i : examples.examples().stream().limit(8).toList()) {
      double own = method.evaluate(List.of(train.get(i))).mean();
      text.append(
          String.format(Locale.ROOT, "%n  %d (%.3g): %s", i, own, method.describe(train.get(i))));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%nTry a lower learning_rate (it is %.3g), a longer warm-up (warmup_steps), or %s.",
            schedule.at(number),
            options.maxNorm() > 0
                ? "a smaller max_grad_norm (it is " + options.maxNorm() + ")"
                : "to clip gradients (max_grad_norm: 1)"));
    throw new DivergedException(number, text.toString());
  }
}
