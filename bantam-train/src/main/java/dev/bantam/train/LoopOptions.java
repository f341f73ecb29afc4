package dev.bantam.train;

import dev.bantam.train.optimise.Schedule;

/**
 * How {@link Trainer} goes through its examples.
 *
 * @param seed of the order of the examples and of everything random
 * @param epochs how often each example is seen
 * @param maxSteps optimiser steps, whatever {@code epochs} says; 0 for what that comes to
 * @param microBatch examples of a forward and backward pass
 * @param packedRows fills passes to so many rows instead of counting examples; 0 to count
 * @param accumulation passes of a step
 * @param maxNorm longest gradient; 0 for any
 * @param schedule how the learning rate falls
 * @param learningRate its highest value
 * @param warmup steps in which it rises; if below 1, the part of all steps
 * @param evaluateEvery steps between two measurements on the validation set; 0: after each epoch
 * @param saveEvery steps between two checkpoints; 0: ten minutes, and after each epoch
 * @param patience measurements in a row without a lower validation loss that end the run; 0: it
 *     goes on
 */
public record LoopOptions(
    long seed,
    int epochs,
    long maxSteps,
    int microBatch,
    int packedRows,
    int accumulation,
    double maxNorm,
    Schedule.Kind schedule,
    double learningRate,
    double warmup,
    long evaluateEvery,
    long saveEvery,
    int patience) {

  /** The learning rate over a run of so many steps. */
  public Schedule schedule(long steps) {
    long rising = warmup < 1 ? (long) Math.ceil(warmup * steps) : (long) warmup;
    return new Schedule(schedule, learningRate, Math.min(rising, steps), steps);
  }
}
