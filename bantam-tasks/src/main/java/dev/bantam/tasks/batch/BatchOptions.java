package dev.bantam.tasks.batch;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * How a batch is done.
 *
 * @param chunk rows asked together, at least 1; a kill loses at most these
 * @param keep columns of the input that the output has; empty for all
 * @param restart whether what an earlier run has done is thrown away
 * @param progress told after each chunk
 * @param cancelled asked at each token; once true, the batch ends with {@link
 *     java.util.concurrent.CancellationException}, to be gone on with later
 */
public record BatchOptions(
    int chunk,
    List<String> keep,
    boolean restart,
    BatchProgress progress,
    BooleanSupplier cancelled) {
  public static final BatchOptions DEFAULT =
      new BatchOptions(32, List.of(), false, BatchProgress.NONE, () -> false);

  public BatchOptions {
    if (chunk < 1) {
      throw new IllegalArgumentException("a chunk must have at least 1 row, not " + chunk);
    }
    keep = List.copyOf(keep);
  }

  public BatchOptions withChunk(int value) {
    return new BatchOptions(value, keep, restart, progress, cancelled);
  }

  public BatchOptions withKeep(List<String> value) {
    return new BatchOptions(chunk, value, restart, progress, cancelled);
  }

  public BatchOptions withRestart(boolean value) {
    return new BatchOptions(chunk, keep, value, progress, cancelled);
  }

  public BatchOptions withProgress(BatchProgress value) {
    return new BatchOptions(chunk, keep, restart, value, cancelled);
  }

  public BatchOptions withCancelled(BooleanSupplier value) {
    return new BatchOptions(chunk, keep, restart, progress, value);
  }
}
