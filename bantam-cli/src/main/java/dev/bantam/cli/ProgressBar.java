package dev.bantam.cli;

import dev.bantam.hub.Progress;
import java.io.PrintStream;

/**
 * One line on standard error that shows how far long work has come. Where standard error is no
 * terminal, only the steps are printed.
 */
final class ProgressBar implements Progress, AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintStream err = System.err;
  private final boolean terminal = isTerminal();
  private int shown;

  /** Whether a person sits at both ends: standard input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // the JDK's own console is null again since 25
  static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  @Override
  public void step(String what) {
    clear();
    err.println(what);
  }

  @Override
  public void bytes(long done, long total, long perSecond) {
    String rate = perSecond > 0 ? "  " + Output.bytes(perSecond) + "/s" : "";
    String left =
        perSecond > 0 && total > done
            ? "  " + Output.seconds((total - done) / perSecond) + " left"
            : "";
    String amount =
        total < 0 ? Output.bytes(done) : Output.bytes(done) + " of " + Output.bytes(total);
    draw(total <= 0 ? 0 : (double) done / total, amount + rate + left);
  }

  /** Shows that {@code done} of {@code total} pieces of work are done. */
  void items(long done, long total, String what) {
    draw(total == 0 ? 1 : (double) done / total, done + " of " + total + "  " + what);
  }

  private void draw(double part, String text) {
    if (!terminal) {
      return;
    }
    int full = (int) Math.round(WIDTH * Math.clamp(part, 0, 1));
    String line =
        "["
            + "#".repeat(full)
            + "-".repeat(WIDTH - full)
            + "] "
            + Math.round(100 * part)
            + "%  "
            + text;
    int columns = 100;
    line = line.length() > columns ? line.substring(0, columns) : line;
    err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    err.flush();
    shown = line.length();
  }

  private void clear() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }

  @Override
  public void close() {
    clear();
    err.flush();
  }
}
