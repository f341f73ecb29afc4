package dev.bantam.hub;

import java.util.concurrent.TimeUnit;

/** Turns bytes counted into progress, told some ten times a second. */
final class Meter {
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private final Progress progress;
  private final long first;
  private final long total;
  private final long begun = System.nanoTime();
  private long told = begun - INTERVAL;

  /**
   * @param first bytes that were here before
   * @param total bytes in all, or -1
   */
  Meter(Progress progress, long first, long total) {
    this.progress = progress;
    this.first = first;
    this.total = total;
  }

  /**
   * @param done bytes that are here now
   */
  void at(long done) {
    long now = System.nanoTime();
    if (now - told >= INTERVAL || done == total) {
      told = now;
      double seconds = Math.max(now - begun, 1) * 1e-9;
      progress.bytes(done, total, (long) ((done - first) / seconds));
    }
  }
}
