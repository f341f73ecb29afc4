package dev.bantam.format;

import dev.bantam.format.SafetensorsHeader.Place;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tensors of a safetensors file, or of a model folder's one or many, mapped and not copied.
 *
 * <p>Source: huggingface/safetensors; the index of shards as transformers writes it.
 */
public final class Safetensors implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Arena arena = Arena.ofShared();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> unread = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private Safetensors() {}

  /**
   * Opens a {@code .safetensors} file, or a folder with {@code model.safetensors} or with {@code
   * model.safetensors.index.json} and the shards that it names.
   *
   * @throws MalformedFileException if a file is not well-formed, a shard or a tensor is missing, or
   *     the weights are pickled
   */
  public static Safetensors open(Path path) throws IOException {
    Safetensors all = new Safetensors();
    try {
      if (Files.isDirectory(path)) {
        all.addFolder(path);
      } else if (FileKind.of(path) == FileKind.PICKLE) {
        throw FileKind.pickled(path);
      } else {
        all.addFile(path);
      }
      return all;
    } catch (IOException | RuntimeException | Error e) {
      all.close();
      throw e;
    }
  }

  private void addFolder(Path folder) throws IOException {
    if (Files.exists(folder.resolve(SINGLE))) {
      addFile(folder.resolve(SINGLE));
    } else if (Files.exists(folder.resolve(INDEX))) {
      addShards(folder);
    } else {
      for (String pickled : List.of("pytorch_model.bin", "pytorch_model.bin.index.json")) {
        if (Files.exists(folder.resolve(pickled))) {
          throw FileKind.pickled(folder.resolve(pickled));
        }
      }
      throw new MalformedFileException(folder, -1, "neither " + SINGLE + " nor " + INDEX + " here");
    }
  }

  private void addFile(Path file) throws IOException {
    MemorySegment data = MappedFile.map(file, arena);
    SafetensorsHeader header = SafetensorsHeader.read(file, data);
    for (Place place : header.tensors()) {
      add(place, data);
    }
    metadata.putAll(header.metadata());
  }

  private void add(Place place, MemorySegment data) {
    DType type = place.kind().type();
    if (type == null) {
      unread.put(place.name(), place.kind().name());
      return;
    }
    MemorySegment bytes = data.asSlice(place.begin(), place.end() - place.begin());
    tensors.put(place.name(), new Tensor(place.name(), type, place.shape(), bytes));
  }

  /** Adds each tensor of the index from the shard that the index names for it. */
  private void addShards(Path folder) throws IOException {
    Path index = folder.resolve(INDEX);
    if (!(Json.readObject(index).get("weight_map") instanceof Map<?, ?> map)) {
      throw new MalformedFileException(index, -1, "no object 'weight_map'");
    }
    Map<String, Map<String, Place>> places = new TreeMap<>();
    Map<String, MemorySegment> shards = new TreeMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof String shard) || !isPlainName(shard)) {
        throw new MalformedFileException(
            index, -1, "'" + entry.getValue() + "' is no .safetensors file's name");
      }
      if (!shards.containsKey(shard)) {
        if (shards.size() == Limits.FILE_PARTS) {
          throw new MalformedFileException(
              index, -1, "more than the " + Limits.FILE_PARTS + " shards that are read");
        }
        openShard(index, shard, shards, places);
      }
      Place place = places.get(shard).get((String) entry.getKey());
      if (place == null) {
        throw new MalformedFileException(
            index, -1, "tensor '" + entry.getKey() + "' is not in " + shard);
      }
      add(place, shards.get(shard));
    }
  }

  private void openShard(
      Path index,
      String shard,
      Map<String, MemorySegment> shards,
      Map<String, Map<String, Place>> places)
      throws IOException {
    Path file = index.resolveSibling(shard);
    if (!Files.exists(file)) {
      throw new MalformedFileException(index, -1, "the shard " + shard + " is missing");
    }
    MemorySegment data = MappedFile.map(file, arena);
    SafetensorsHeader header = SafetensorsHeader.read(file, data);
    Map<String, Place> byName = new LinkedHashMap<>();
    for (Place place : header.tensors()) {
      byName.put(place.name(), place);
    }
    metadata.putAll(header.metadata());
    shards.put(shard, data);
    places.put(shard, byName);
  }

  /** Whether a file of this name lies in the folder itself, whatever the system's separators. */
  private static boolean isPlainName(String name) {
    return name.endsWith(".safetensors")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }

  /** The tensors by name, in the file's order. */
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Names of tensors of a dtype that Bantam has nothing like (8-bit floats and such), with it. */
  public Map<String, String> unread() {
    return Collections.unmodifiableMap(unread);
  }

  /** What the writer noted in the file, such as {@code format: pt}. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** Unmaps the files; every tensor becomes unreadable. */
  @Override
  public void close() {
    arena.close();
  }
}
