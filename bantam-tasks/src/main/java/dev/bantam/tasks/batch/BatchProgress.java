package dev.bantam.tasks.batch;

/** Told after each chunk of a batch. */
@FunctionalInterface
public interface BatchProgress {
  /** Tells nobody. */
  BatchProgress NONE = (done, total, failed) -> {};

  /**
   * A chunk is done, and on the disk.
   *
   * @param done rows, those of earlier runs included
   * @param total rows of the input
   * @param failed rows among those that are done
   */
  void rows(long done, long total, long failed);
}
