package dev.bantam.train.optimise;

import java.util.Locale;

/**
 * The learning rate over time.
 *
 * @param kind how it falls
 * @param peak the highest rate
 * @param warmup steps in which it rises to the peak in a straight line
 * @param steps how many there are in all
 */
public record Schedule(Kind kind, double peak, long warmup, long steps) {
  /** Part of all steps in which {@link Kind#WSD} comes down. */
  private static final double COOL_DOWN = 0.2;

  /** How the rate falls after the warm-up. */
  public enum Kind {
    /** Half a wave, to zero. */
    COSINE,
    /** A straight line, to zero. */
    LINEAR,
    /**
     * Stays, then comes down by 1 - sqrt(progress) in the last fifth of the steps (warm-up, stable,
     * decay; arXiv 2405.18392).
     */
    WSD,
    /** Stays. */
    CONSTANT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The rate of a step, counted from 1. The first is not zero: it would be lost. */
  public double at(long step) {
    if (step <= warmup) {
      return peak * step / warmup;
    }
    long done = step - 1 - warmup;
    double progress = done / (double) Math.max(1, steps - warmup);
    return peak
        * switch (kind) {
          case COSINE -> 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
          case LINEAR -> Math.max(0, 1 - progress);
          case WSD -> stable(step);
          case CONSTANT -> 1;
        };
  }

  private double stable(long step) {
    double room = Math.max(1, steps - warmup);
    double coolDown = Math.clamp(COOL_DOWN * steps, 1, room);
    double into = step - 1 - (steps - coolDown);
    return into <= 0 ? 1 : 1 - Math.sqrt(Math.min(1, into / coolDown));
  }
}
