package dev.bantam.kernel;

/**
 * A fixed team of worker threads that runs one section at a time, cut into parts. The calling
 * thread works too. A section returns when all its parts are done.
 */
public final class Team implements AutoCloseable {
  /** One part of a section. */
  @FunctionalInterface
  public interface Part {
    void run(int part);
  }

  private final int threads;

  public Team(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    this.threads = threads;
  }

  public int threads() {
    return threads;
  }

  /** Runs {@code task} for every part in [0, parts), in any order and on any thread. */
  public void run(int parts, Part task) {
    for (int part = 0; part < parts; part++) {
      task.run(part);
    }
  }

  @Override
  public void close() {}
}
