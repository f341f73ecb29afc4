package dev.bantam.hub;

/** Told what a pull does. Called from the pulling thread, at most some ten times a second. */
public interface Progress {
  /** Tells nobody. */
  Progress NONE =
      new Progress() {
        @Override
        public void step(String what) {}

        @Override
        public void bytes(long done, long total, long perSecond) {}
      };

  /** A step begins, or a source was given up: one sentence for the user. */
  void step(String what);

  /**
   * How far the step has come.
   *
   * @param done bytes that are here, those of an earlier pull included
   * @param total bytes in all, or -1 if the source does not say
   * @param perSecond bytes per second since this pull began the step
   */
  void bytes(long done, long total, long perSecond);
}
