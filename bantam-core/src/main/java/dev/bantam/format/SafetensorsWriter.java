package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors files, laid out as the reference implementation does: the widest type first,
 * then by name; the header is padded to a multiple of 8 bytes.
 */
public final class SafetensorsWriter {
  private static final Comparator<TensorSource> ORDER =
      Comparator.comparingInt((TensorSource tensor) -> -tensor.type().blockBytes)
          .thenComparing(TensorSource::name);

  private SafetensorsWriter() {}

  /**
   * Writes one file through an {@link AtomicFile}.
   *
   * @param metadata notes for the header, such as {@code format: pt}; may be empty
   * @throws IOException naming the file, if it cannot be written
   * @throws IllegalArgumentException if a tensor's type is one that the format lacks
   */
  public static void write(Path target, Map<String, String> metadata, List<TensorSource> tensors)
      throws IOException {
    try (AtomicFile out = AtomicFile.create(target)) {
      write(out, metadata, tensors);
      out.commit();
    }
  }

  static void write(AtomicFile out, Map<String, String> metadata, List<TensorSource> tensors)
      throws IOException {
    List<TensorSource> sorted = tensors.stream().sorted(ORDER).toList();
    byte[] header = header(metadata, sorted);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).flip());
    out.write(ByteBuffer.wrap(header));
    for (TensorSource tensor : sorted) {
      tensor.writeTo(out);
    }
  }

  /**
   * Writes {@code model.safetensors} into a folder; if the tensors take more than {@code maxBytes},
   * then shards of at most that size (or of one larger tensor), and last the index that names them.
   */
  public static void writeFolder(
      Path folder, Map<String, String> metadata, List<TensorSource> tensors, long maxBytes)
      throws IOException {
    List<List<TensorSource>> shards = shards(tensors, maxBytes);
    if (shards.size() == 1) {
      write(folder.resolve("model.safetensors"), metadata, tensors);
      return;
    }
    Map<String, Object> weightMap = new TreeMap<>();
    long bytes = 0;
    for (int i = 0; i < shards.size(); i++) {
      String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      write(folder.resolve(name), metadata, shards.get(i));
      for (TensorSource tensor : shards.get(i)) {
        weightMap.put(tensor.name(), name);
        bytes += tensor.bytes();
      }
    }
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("metadata", Map.of("total_size", bytes));
    index.put("weight_map", weightMap);
    AtomicFile.write(
        folder.resolve("model.safetensors.index.json"), Json.write(index).getBytes(UTF_8));
  }

  private static List<List<TensorSource>> shards(List<TensorSource> tensors, long maxBytes) {
    List<List<TensorSource>> shards = new ArrayList<>();
    shards.add(new ArrayList<>());
    long bytes = 0;
    for (TensorSource tensor : tensors) {
      if (!shards.getLast().isEmpty() && tensor.bytes() > maxBytes - bytes) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.getLast().add(tensor);
      bytes += tensor.bytes();
    }
    return shards;
  }

  private static byte[] header(Map<String, String> metadata, List<TensorSource> tensors) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(SafetensorsHeader.METADATA, metadata);
    }
    long offset = 0;
    for (TensorSource tensor : tensors) {
      String dtype = SafetensorsHeader.nameOf(tensor.type());
      if (dtype == null) {
        throw new IllegalArgumentException("safetensors files have no " + tensor.type());
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", dtype);
      entry.put("shape", Arrays.stream(tensor.shape()).boxed().toList());
      entry.put("data_offsets", List.of(offset, Math.addExact(offset, tensor.bytes())));
      if (header.put(tensor.name(), entry) != null) {
        throw new IllegalArgumentException("two tensors are called " + tensor.name());
      }
      offset += tensor.bytes();
    }
    byte[] json = Json.write(header).getBytes(UTF_8);
    byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, Long.BYTES) * Long.BYTES);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }
}
