package dev.bantam.train;

import java.nio.file.Path;

/** Who looks on while {@link Trainer} works; called on its thread. */
public interface Listener {
  Listener NONE = new Listener() {};

  /**
   * A step was made.
   *
   * @param steps how many there are in all
   * @param secondsLeft until the last, if the rest goes as what was done
   */
  default void stepped(History.Point point, long steps, double secondsLeft) {}

  /**
   * The loss on the validation set was measured.
   *
   * @param best whether it is the lowest so far
   */
  default void evaluated(History.Evaluation evaluation, boolean best) {}

  /** A checkpoint was written. */
  default void saved(Path checkpoint) {}
}
