package dev.bantam.format;

import dev.bantam.format.GgufHeader.Place;
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

/**
 * A GGUF model (version 2 or 3, little-endian), in one file or split over several. Tensors are
 * views of the mapped files and stay uncopied.
 *
 * <p>Source: {@code docs/gguf.md} of ggml.
 */
public final class Gguf implements ModelFile {
  private final Path path;
  private final Arena arena;
  private final Metadata metadata;
  private final Map<String, Tensor> tensors;

  private Gguf(Path path, Arena arena, Metadata metadata, Map<String, Tensor> tensors) {
    this.path = path;
    this.arena = arena;
    this.metadata = metadata;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens a GGUF file. Of a split model any part may be named: the others are found beside it by
   * their names ({@code name-00001-of-00003.gguf}), and the metadata is the first part's without
   * its {@code split.} keys.
   *
   * @throws MalformedFileException if a file is not well-formed or a part is missing
   */
  public static Gguf open(Path file) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return open(file, arena);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static Gguf open(Path file, Arena arena) throws IOException {
    MemorySegment data = MappedFile.map(file, arena);
    GgufHeader header = GgufHeader.read(file, data);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    if (GgufSplit.count(header.metadata()) <= 1) {
      add(tensors, header.tensors(), data, file);
      return new Gguf(file, arena, header.metadata(), tensors);
    }
    List<Path> parts = GgufSplit.parts(file, header.metadata());
    Metadata first = header.metadata();
    for (int i = 0; i < parts.size(); i++) {
      Path part = parts.get(i);
      if (!Files.exists(part)) {
        throw new MalformedFileException(file, -1, "the part " + part + " of the model is missing");
      }
      MemorySegment partData = MappedFile.map(part, arena);
      GgufHeader partHeader = GgufHeader.read(part, partData);
      GgufSplit.check(part, partHeader.metadata(), i, parts.size());
      add(tensors, partHeader.tensors(), partData, part);
      if (i == 0) {
        first = partHeader.metadata();
      }
    }
    GgufSplit.checkTensors(parts.getFirst(), first, tensors.size());
    return new Gguf(parts.getFirst(), arena, GgufSplit.whole(first), tensors);
  }

  private static void add(
      Map<String, Tensor> tensors, List<Place> places, MemorySegment data, Path file)
      throws MalformedFileException {
    for (Place place : places) {
      Tensor tensor =
          new Tensor(
              place.name(),
              place.type(),
              place.shape(),
              data.asSlice(place.start(), place.bytes()));
      if (tensors.put(place.name(), tensor) != null) {
        throw new MalformedFileException(
            file, place.infoAt(), "another part has a tensor '" + place.name() + "' too");
      }
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    arena.close();
  }
}
