package dev.bantam.model.adapter;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Safetensors;
import dev.bantam.format.SafetensorsWriter;
import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Team;
import dev.bantam.model.adapter.Adapter.Change;
import dev.bantam.model.huggingface.Origins;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Hugging Face folder into which adapters are merged: its own names, types and order. */
public final class MergedFolder {
  private static final long SHARD = 5_000_000_000L;
  private static final String CONFIG = "config.json";
  private static final List<String> COMPANIONS = List.of(".json", ".txt", ".model", ".jinja");

  private MergedFolder() {}

  /** Told before each tensor is written. */
  @FunctionalInterface
  public interface Progress {
    /**
     * A tensor's turn has come.
     *
     * @param number counts from 1 to {@code count}
     */
    void tensor(int number, int count, Tensor tensor);
  }

  /**
   * Writes weights first and config.json last, so that a folder that opens is complete.
   *
   * @param folder must exist
   * @param base the model's folder
   * @param origins of the base
   * @throws IllegalArgumentException if an adapter changes what is no module there
   */
  public static void write(
      Path folder, Path base, List<Adapter> adapters, Origins origins, Team team, Progress progress)
      throws IOException {
    Map<String, List<Change>> changes = changes(adapters, origins);
    try (Safetensors weights = Safetensors.open(base)) {
      for (Map.Entry<String, String> unread : weights.unread().entrySet()) {
        throw new MalformedFileException(
            base, -1, "tensor '%s' has type %s".formatted(unread.getKey(), unread.getValue()));
      }
      List<TensorSource> sources = new ArrayList<>();
      int count = weights.tensors().size();
      for (Tensor tensor : weights.tensors().values()) {
        List<Change> own = changes.remove(Origins.plain(tensor.name()));
        int number = sources.size() + 1;
        TensorSource source = source(tensor, own == null ? List.of() : own, origins, team);
        sources.add(
            new TensorSource(
                source.name(),
                source.type(),
                source.shape(),
                out -> {
                  progress.tensor(number, count, tensor);
                  source.body().writeTo(out);
                }));
      }
      if (!changes.isEmpty()) {
        throw new IllegalArgumentException(
            "%s keeps '%s' together with others, so that it cannot be changed there: write a .gguf"
                .formatted(base, changes.keySet().iterator().next()));
      }
      SafetensorsWriter.writeFolder(folder, weights.metadata(), sources, SHARD);
    }
    copyCompanions(base, folder);
  }

  /** Changes by the plain name of the tensor. */
  private static Map<String, List<Change>> changes(List<Adapter> adapters, Origins origins) {
    Map<String, List<Change>> changes = new HashMap<>();
    for (Adapter adapter : adapters) {
      new ModuleOrder(origins, Arena.ofAuto())
          .toModules(adapter)
          .forEach(
              (module, change) ->
                  changes
                      .computeIfAbsent(Origins.plain(module) + ".weight", k -> new ArrayList<>())
                      .add(change));
    }
    return changes;
  }

  private static TensorSource source(
      Tensor tensor, List<Change> changes, Origins origins, Team team) {
    boolean turned = !changes.isEmpty() && origins.isTransposed(tensor.name());
    if (!turned) {
      return new ChangedWeight(tensor, changes).as(tensor.type(), team);
    }
    return new TensorSource(
        tensor.name(),
        tensor.type(),
        tensor.shape(),
        out -> {
          try (Arena arena = Arena.ofShared()) {
            Tensor upright = Origins.transposed(tensor, arena);
            MemorySegment changed = arena.allocate(upright.data().byteSize(), 64);
            long[] at = {0};
            new ChangedWeight(upright, changes)
                .as(tensor.type(), team)
                .body()
                .writeTo(
                    piece -> {
                      MemorySegment.copy(piece, 0, changed, at[0], piece.byteSize());
                      at[0] += piece.byteSize();
                    });
            Tensor whole = new Tensor(tensor.name(), tensor.type(), upright.shape(), changed);
            out.write(Origins.transposed(whole, arena).data());
          }
        });
  }

  private static void copyCompanions(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(file.getFileName());
        boolean wanted = COMPANIONS.stream().anyMatch(name::endsWith);
        if (wanted && !name.equals(CONFIG) && !name.endsWith(".safetensors.index.json")) {
          AtomicFile.write(to.resolve(name), Files.readAllBytes(file));
        }
      }
    }
    AtomicFile.write(to.resolve(CONFIG), Files.readAllBytes(from.resolve(CONFIG)));
  }
}
