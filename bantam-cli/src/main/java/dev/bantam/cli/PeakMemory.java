package dev.bantam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/** The most memory this process held at once, mapped weights included. */
final class PeakMemory {
  private PeakMemory() {}

  /** Bytes by the kernel's account ({@code VmHWM}); where there is none, the JVM's heap alone. */
  static long bytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          StringTokenizer words = new StringTokenizer(line);
          words.nextToken();
          return Long.parseLong(words.nextToken()) * 1024;
        }
      }
    } catch (IOException e) {
      // No such file on this system.
    }
    return Runtime.getRuntime().totalMemory();
  }
}
