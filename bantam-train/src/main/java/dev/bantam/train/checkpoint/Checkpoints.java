package dev.bantam.train.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Safetensors;
import dev.bantam.format.SafetensorsWriter;
import dev.bantam.format.TensorSource;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one run: folders {@code checkpoint-STEP} of which the newest two are kept, and
 * {@code best.safetensors}, the parameters with the lowest validation loss. A folder is written
 * under another name, forced, and renamed, so that a checkpoint that can be seen is whole.
 */
public final class Checkpoints {
  /** Parameters of the lowest validation loss. */
  public static final String BEST = "best.safetensors";

  private static final String PREFIX = "checkpoint-";
  private static final String UNFINISHED = ".part";
  private static final int KEPT = 2;

  private static final String PARAMETERS = "parameters.safetensors";
  private static final String OPTIMISER = "optimizer.safetensors";
  private static final String STATE = "state.json";
  private static final String HISTORY = "history.jsonl";

  private static final String RUN = "run.json";

  private final Path folder;
  private final Map<String, Object> run;

  /**
   * @param folder where they lie; made when the first one is saved
   * @param run settings and hashes by name: who goes on from a checkpoint must have the same
   */
  public Checkpoints(Path folder, Map<String, String> run) {
    this.folder = folder;
    this.run = new TreeMap<>(run);
  }

  /**
   * Everything that a run goes on from.
   *
   * @param parameters what is trained
   * @param optimiser what the optimiser remembers
   * @param state numbers, names and hashes of the run, as JSON
   * @param history what was measured at each step, a line of JSON each
   */
  public record Snapshot(
      List<Tensor> parameters, List<Tensor> optimiser, String state, String history) {}

  /** State and history of a checkpoint whose tensors were read back. */
  public record Restored(Path path, String state, String history) {}

  /**
   * Writes the checkpoint of a step and removes those that it makes superfluous.
   *
   * @return its folder
   * @throws IOException naming a file and how many bytes of it were written; older checkpoints stay
   */
  public Path save(long step, Snapshot snapshot) throws IOException {
    Path target = folder.resolve(PREFIX + step);
    Path part = folder.resolve("." + PREFIX + step + UNFINISHED);
    if (Files.exists(target)) {
      return target; // a run is the same whenever it comes by a step
    }
    Files.createDirectories(folder);
    removeUnfinished();
    try {
      Files.createDirectory(part);
      write(part.resolve(PARAMETERS), snapshot.parameters(), Map.of());
      write(part.resolve(OPTIMISER), snapshot.optimiser(), Map.of());
      AtomicFile.write(part.resolve(HISTORY), snapshot.history().getBytes(UTF_8));
      AtomicFile.write(part.resolve(RUN), Json.write(run).getBytes(UTF_8));
      AtomicFile.write(part.resolve(STATE), snapshot.state().getBytes(UTF_8));
      AtomicFile.move(part, target);
    } catch (IOException e) {
      try {
        remove(part);
      } catch (IOException leftover) {
        e.addSuppressed(leftover);
      }
      throw e;
    }
    for (Path old : all().stream().skip(KEPT).toList()) {
      remove(old);
    }
    return target;
  }

  /** Replaces the parameters of the lowest validation loss. */
  public void saveBest(long step, double loss, List<Tensor> parameters) throws IOException {
    Files.createDirectories(folder);
    write(
        folder.resolve(BEST),
        parameters,
        Map.of("step", String.valueOf(step), "val_loss", String.valueOf(loss)));
  }

  private static void write(Path file, List<Tensor> tensors, Map<String, String> notes)
      throws IOException {
    SafetensorsWriter.write(file, notes, tensors.stream().map(TensorSource::of).toList());
  }

  /** The checkpoints, the newest first. */
  public List<Path> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> step(file) >= 0)
          .sorted(Comparator.comparingLong(Checkpoints::step).reversed())
          .toList();
    }
  }

  /** The step of a checkpoint's folder, or -1 if it is none. */
  private static long step(Path path) {
    String name = path.getFileName().toString();
    if (!name.startsWith(PREFIX)) {
      return -1;
    }
    try {
      return Long.parseLong(name.substring(PREFIX.length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * Reads the newest checkpoint into these tensors.
   *
   * @return null if there is none
   * @throws MalformedFileException if it holds other tensors, or is damaged
   * @throws IllegalArgumentException if it is of a run with other settings or data
   */
  public @Nullable Restored restore(List<Tensor> parameters, List<Tensor> optimiser)
      throws IOException {
    List<Path> all = all();
    if (all.isEmpty()) {
      return null;
    }
    Path newest = all.getFirst();
    requireSame(newest);
    String state = Files.readString(newest.resolve(STATE));
    String history = Files.readString(newest.resolve(HISTORY));
    read(newest.resolve(PARAMETERS), parameters);
    read(newest.resolve(OPTIMISER), optimiser);
    return new Restored(newest, state, history);
  }

  private void requireSame(Path checkpoint) throws IOException {
    Map<String, Object> before = Json.readObject(checkpoint.resolve(RUN));
    Map<String, Object> all = new TreeMap<>(before);
    all.putAll(run);
    for (String key : all.keySet()) {
      if (!Objects.equals(before.get(key), run.get(key))) {
        throw new IllegalArgumentException(
            "%s cannot go on: %s is %s and was %s; use what it was, or another output_dir"
                .formatted(checkpoint, key, run.get(key), before.get(key)));
      }
    }
  }

  /** Reads the parameters of the lowest validation loss into these tensors. */
  public void restoreBest(List<Tensor> parameters) throws IOException {
    read(folder.resolve(BEST), parameters);
  }

  private static void read(Path file, List<Tensor> into) throws IOException {
    try (Safetensors stored = Safetensors.open(file)) {
      List<Tensor> from = new ArrayList<>();
      for (Tensor tensor : into) {
        Tensor found = stored.tensors().get(tensor.name());
        if (found == null || !found.toString().equals(tensor.toString())) {
          throw new MalformedFileException(
              file,
              -1,
              "should hold the tensor %s and holds %s: it is of a run with another model or adapter"
                  .formatted(tensor, found == null ? "none of that name" : found));
        }
        from.add(found);
      }
      // Only now, so that nothing is half read.
      for (int i = 0; i < from.size(); i++) {
        into.get(i).data().copyFrom(from.get(i).data());
      }
    }
  }

  /** What a process that was killed left behind. */
  private void removeUnfinished() throws IOException {
    List<Path> parts;
    try (Stream<Path> files = Files.list(folder)) {
      parts = files.filter(Checkpoints::isUnfinished).toList();
    }
    for (Path part : parts) {
      remove(part);
    }
  }

  private static boolean isUnfinished(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(UNFINISHED)
        && (name.startsWith("." + PREFIX) || name.startsWith("." + BEST));
  }

  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      // Out of sight first: a checkpoint must not be seen when half of it is gone.
      Path hidden = path.resolveSibling("." + path.getFileName() + ".old" + UNFINISHED);
      Path gone = path.getFileName().toString().startsWith(".") ? path : Files.move(path, hidden);
      try (Stream<Path> files = Files.list(gone)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(gone);
    } else {
      Files.deleteIfExists(path);
    }
  }
}
