package dev.bantam.train;

import java.util.SplittableRandom;

/** Seeds that follow from a seed and numbers, and have nothing in common otherwise. */
final class Seeds {
  private Seeds() {}

  static long mix(long seed, long... numbers) {
    long mixed = seed;
    for (long number : numbers) {
      mixed = new SplittableRandom(mixed + number).nextLong();
    }
    return mixed;
  }
}
