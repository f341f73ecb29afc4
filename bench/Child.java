import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param seconds from its start to its end
 * @param peakBytes most memory that it held at once, mapped files included ({@code VmHWM}); 0 where
 *     the system does not tell
 */
record Child(String out, String err, double seconds, long peakBytes) {
  /** The peak only grows, so the last look before the end is short of it by what came after. */
  private static final long LOOK_MILLIS = 2;

  /**
   * Runs a program.
   *
   * @throws IOException with what it wrote to standard error, if it fails
   */
  static Child run(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    CompletableFuture<String> out =
        CompletableFuture.supplyAsync(() -> text(process.inputReader()));
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.errorReader()));
    long peak = 0;
    do {
      peak = Math.max(peak, peak(process.pid()));
    } while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException(
          "%s ended with status %d:%n%s%s"
              .formatted(String.join(" ", command), process.exitValue(), out.join(), err.join()));
    }
    return new Child(out.join(), err.join(), seconds, peak);
  }

  private static String text(java.io.Reader reader) {
    try (reader) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long peak(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.substring(6).replace("kB", "").strip()) * 1024;
        }
      }
    } catch (IOException e) {
      // It has ended, or the system is not Linux.
    }
    return 0;
  }
}
