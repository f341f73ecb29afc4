package dev.bantam.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Counts opens, writes and forces of all channels, and fails at one of them. */
final class Faults implements AtomicFile.Opener {
  private final int failAt;
  private int calls;

  /**
   * @param failAt which call fails, counted from 0
   */
  Faults(int failAt) {
    this.failAt = failAt;
  }

  boolean happened() {
    return calls > failAt;
  }

  private void call() throws IOException {
    if (calls++ == failAt) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public FileChannel open(Path path, StandardOpenOption... options) throws IOException {
    call();
    return new FaultyChannel(FileChannel.open(path, options), this::call);
  }
}
