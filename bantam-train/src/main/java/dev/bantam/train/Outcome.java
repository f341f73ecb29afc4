package dev.bantam.train;

/**
 * How a run ended.
 *
 * @param end why
 * @param step the last one that was made
 * @param best the step whose parameters the run ends with: that of the lowest validation loss, or
 *     the last one if there is no validation set or the run was stopped
 * @param validationLoss the lowest; NaN without a validation set
 */
public record Outcome(End end, long step, long best, double validationLoss) {
  /** Why a run ends. */
  public enum End {
    /** All steps are done. */
    COMPLETE,
    /** The validation loss has not fallen for as long as patience lasts. */
    NO_BETTER,
    /** {@link Trainer#stop} was called; {@link Trainer#resume} goes on. */
    STOPPED
  }
}
