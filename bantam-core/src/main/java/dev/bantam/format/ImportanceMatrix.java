package dev.bantam.format;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much the columns of a model's weight matrices matter: the mean square of each input that the
 * matrices met on some text. llama.cpp's {@code llama-imatrix} writes such files, as GGUF and
 * formerly in a format of its own; both are read.
 *
 * @param columns for each tensor by name [columns], or [experts, columns]
 * @param dataset the text that it was made with, as the file calls it, or null
 * @param chunks how many pieces of text there were; 0 if the file does not say
 */
public record ImportanceMatrix(Map<String, float[]> columns, @Nullable String dataset, int chunks) {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";

  public ImportanceMatrix {
    columns = Collections.unmodifiableMap(columns);
  }

  /**
   * Reads a file of either format.
   *
   * @throws MalformedFileException if the file is neither, or holds a value that is not finite
   */
  public static ImportanceMatrix read(Path file) throws IOException {
    boolean gguf;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = MappedFile.map(file, arena);
      gguf = data.byteSize() >= 4 && data.get(Cursor.INT, 0) == GgufHeader.MAGIC;
      if (!gguf) {
        return readLegacy(new Cursor(file, data));
      }
    }
    try (ModelFile model = Gguf.open(file)) {
      return readGguf(file, model);
    }
  }

  /**
   * The sums of squares of each tensor's inputs, and how many inputs there were, expert by expert.
   */
  private static ImportanceMatrix readGguf(Path file, ModelFile model)
      throws MalformedFileException {
    Metadata metadata = model.metadata();
    Map<String, float[]> columns = new LinkedHashMap<>();
    for (Tensor sums : model.tensors().values()) {
      if (!sums.name().endsWith(SUMS)) {
        continue;
      }
      String name = sums.name().substring(0, sums.name().length() - SUMS.length());
      Tensor counts = model.tensors().get(name + COUNTS);
      if (counts == null) {
        throw new MalformedFileException(file, -1, "tensor '" + name + COUNTS + "' is missing");
      }
      columns.put(name, means(file, sums, counts));
    }
    if (columns.isEmpty()) {
      throw new MalformedFileException(
          file, -1, "not an importance matrix: no tensor's name ends in " + SUMS);
    }
    List<String> datasets =
        metadata.has("imatrix.datasets") ? metadata.strings("imatrix.datasets") : List.of();
    return new ImportanceMatrix(
        columns,
        datasets.isEmpty() ? null : datasets.getFirst(),
        metadata.integer("imatrix.chunk_count", 0));
  }

  private static float[] means(Path file, Tensor sums, Tensor counts)
      throws MalformedFileException {
    if (sums.type() != DType.F32
        || counts.type() != DType.F32
        || counts.size() > sums.size()
        || sums.size() % counts.size() != 0) {
      throw new MalformedFileException(
          file,
          -1,
          "%s and %s should be F32, with a count for each expert".formatted(sums, counts));
    }
    float[] means = sums.data().toArray(FLOAT);
    float[] n = counts.data().toArray(FLOAT);
    int columns = means.length / n.length;
    for (int i = 0; i < means.length; i++) {
      // An expert that was never asked weighs all its columns alike.
      float count = Math.round((double) n[i / columns]);
      means[i] = count > 0 ? means[i] / count : 1;
    }
    checkFinite(file, sums.name(), means);
    return means;
  }

  /**
   * Entries of name, number of calls and sums over the calls; then, optionally, the number of
   * chunks and the dataset. Lengths are 32-bit.
   */
  private static ImportanceMatrix readLegacy(Cursor in) throws MalformedFileException {
    int entries = in.i32("the number of entries");
    if (entries < 1 || entries > Limits.GGUF_ENTRIES) {
      throw in.wrong(
          0, "neither GGUF nor an importance matrix: it would have " + entries + " entries");
    }
    Map<String, float[]> columns = new LinkedHashMap<>();
    for (int i = 0; i < entries; i++) {
      String name = string(in, "the name of an entry", Limits.GGUF_TENSOR_NAME);
      int calls = in.i32("the number of calls");
      long at = in.at();
      int n = in.i32("the number of values");
      if (n < 1 || n > in.remaining() / Float.BYTES) {
        throw in.wrong(at, "'" + name + "' has " + n + " values, which the file has no room for");
      }
      float[] values = in.slice((long) n * Float.BYTES, "the values of " + name).toArray(FLOAT);
      for (int j = 0; calls > 0 && j < n; j++) {
        values[j] /= calls;
      }
      checkFinite(in.file(), name, values);
      columns.put(name, values);
    }
    int chunks = in.remaining() >= 4 ? in.i32("the number of chunks") : 0;
    String dataset = in.remaining() >= 4 ? string(in, "the dataset", Limits.GGUF_STRING) : null;
    return new ImportanceMatrix(columns, dataset, chunks);
  }

  private static String string(Cursor in, String what, int limit) throws MalformedFileException {
    long at = in.at();
    int length = in.i32(what);
    if (length < 0 || length > limit || length > in.remaining()) {
      throw in.wrong(at, what + " has " + length + " bytes, which cannot be");
    }
    byte[] bytes = in.slice(length, what).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void checkFinite(Path file, String name, float[] values)
      throws MalformedFileException {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new MalformedFileException(file, -1, "'" + name + "' has a value that is not finite");
      }
    }
  }
}
