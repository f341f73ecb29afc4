package dev.bantam.train;

import dev.bantam.train.data.Packer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which examples each step sees. It follows from the seed alone: a run that goes on after a stop
 * sees what it would have seen.
 */
final class StepOrder {
  /** The micro-batches of one step: indices of examples. */
  record Step(List<List<Integer>> microBatches) {
    List<Integer> examples() {
      return microBatches.stream().flatMap(List::stream).toList();
    }
  }

  private final LoopOptions options;
  private final int[] rows;
  private final long steps;
  private long epoch = -1;
  private long first;
  private List<Step> current = List.of();

  /**
   * @param rows of each example
   */
  StepOrder(LoopOptions options, int[] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("there are no examples to train on");
    }
    this.options = options;
    this.rows = rows;
    this.steps = options.maxSteps() > 0 ? options.maxSteps() : count();
  }

  private long count() {
    long all = 0;
    for (int e = 0; e < options.epochs(); e++) {
      all += steps(e).size();
    }
    return all;
  }

  /** How many steps the run has. */
  long steps() {
    return steps;
  }

  /**
   * The examples of a step.
   *
   * @param step counts from 1; the one after that of the last call is found at once
   */
  Step step(long step) {
    if (epoch < 0 || step <= first) {
      epoch = 0;
      first = 0;
      current = steps(0);
    }
    while (step > first + current.size()) {
      first += current.size();
      epoch++;
      current = steps(epoch);
    }
    return current.get((int) (step - first - 1));
  }

  /** Whether a step, counted from 1, is the last of its epoch. */
  boolean endsEpoch(long step) {
    step(step);
    return step == first + current.size();
  }

  /** Epochs that are complete after a step, with decimals; 0 after step 0. */
  double epochs(long step) {
    if (step == 0) {
      return 0;
    }
    step(step);
    return epoch + (step - first) / (double) current.size();
  }

  private List<Step> steps(long epoch) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(Seeds.mix(options.seed(), epoch)));
    List<List<Integer>> microBatches =
        options.packedRows() > 0
            ? Packer.pack(order, i -> rows[i], options.packedRows())
            : Packer.group(order, options.microBatch());
    return Packer.group(microBatches, options.accumulation()).stream().map(Step::new).toList();
  }
}
