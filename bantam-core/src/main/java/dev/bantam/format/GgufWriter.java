package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes GGUF files (version 3, little-endian) laid out as llama.cpp does: header, metadata, the
 * tensors' entries, then each tensor's data, padded to the alignment.
 *
 * <p>A value that was read from a GGUF file keeps its type ({@link Metadata#ggufType}); other
 * values get the type that llama.cpp expects of most keys ({@link GgufType#of}).
 */
public final class GgufWriter {
  private static final int VERSION = 3;

  private GgufWriter() {}

  /**
   * Writes a model through an {@link AtomicFile}.
   *
   * @param tensors in the order in which they shall stand in the file
   * @throws IOException naming the file, if it cannot be written
   * @throws IllegalArgumentException if the metadata or a tensor is beyond what GGUF can say
   */
  public static void write(Path target, Metadata metadata, List<TensorSource> tensors)
      throws IOException {
    try (AtomicFile out = AtomicFile.create(target)) {
      write(out, metadata, tensors);
      out.commit();
    }
  }

  static void write(AtomicFile out, Metadata metadata, List<TensorSource> tensors)
      throws IOException {
    int alignment = alignment(metadata);
    out.write(header(metadata, tensors, alignment).written());
    for (TensorSource tensor : tensors) {
      out.pad(alignment);
      tensor.writeTo(out);
    }
    if (!tensors.isEmpty()) {
      out.pad(alignment); // a file of metadata alone ends with it
    }
  }

  private static int alignment(Metadata metadata) throws MalformedFileException {
    int alignment = metadata.integer(GgufHeader.ALIGNMENT, GgufHeader.DEFAULT_ALIGNMENT);
    if (alignment < 8 || alignment > Limits.GGUF_ALIGNMENT || Integer.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("alignment " + alignment + " is no power of two from 8");
    }
    return alignment;
  }

  private static LittleEndian header(Metadata metadata, List<TensorSource> tensors, int alignment) {
    LittleEndian out = new LittleEndian();
    out.i32(GgufHeader.MAGIC);
    out.i32(VERSION);
    out.i64(tensors.size());
    out.i64(metadata.values().size());
    for (Map.Entry<String, Object> entry : metadata.values().entrySet()) {
      string(out, entry.getKey(), Limits.GGUF_KEY);
      value(out, entry.getValue(), metadata.ggufType(entry.getKey()));
    }
    long offset = 0;
    Set<String> names = new HashSet<>();
    for (TensorSource tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors are called " + tensor.name());
      }
      string(out, tensor.name(), Limits.GGUF_TENSOR_NAME);
      long[] shape = tensor.shape();
      out.i32(shape.length);
      for (int i = shape.length - 1; i >= 0; i--) { // GGUF writes the innermost size first
        out.i64(shape[i]);
      }
      out.i32(tensor.type().id);
      out.i64(offset);
      offset = Math.addExact(offset, Math.ceilDiv(tensor.bytes(), (long) alignment) * alignment);
    }
    return out;
  }

  private static void string(LittleEndian out, String text, int limit) {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length > limit) {
      throw new IllegalArgumentException(
          "'" + text + "' is longer than the " + limit + " bytes that GGUF files may have here");
    }
    out.i64(bytes.length);
    out.bytes(bytes);
  }

  private static void value(LittleEndian out, Object value, @Nullable GgufType stored) {
    GgufType type = stored != null && stored.holds(value) ? stored : GgufType.of(value);
    if (value.getClass().isArray()) {
      out.i32(GgufType.ARRAY.id);
      out.i32(type.id);
      out.i64(Array.getLength(value));
    } else {
      out.i32(type.id);
    }
    switch (value) {
      case Long number -> whole(out, type, number);
      case Double number when type == GgufType.F64 -> out.f64(number);
      case Double number -> out.f32(number.floatValue());
      case Boolean bool -> out.i8(bool ? 1 : 0);
      case String text -> string(out, text, Limits.GGUF_STRING);
      default -> array(out, type, value);
    }
  }

  private static void array(LittleEndian out, GgufType type, Object array) {
    switch (array) {
      case byte[] bytes -> out.bytes(bytes);
      case int[] numbers -> {
        for (int number : numbers) {
          whole(out, type, number);
        }
      }
      case long[] numbers -> {
        for (long number : numbers) {
          whole(out, type, number);
        }
      }
      case float[] numbers -> {
        for (float number : numbers) {
          out.f32(number);
        }
      }
      case double[] numbers -> {
        for (double number : numbers) {
          out.f64(number);
        }
      }
      case boolean[] bools -> {
        for (boolean bool : bools) {
          out.i8(bool ? 1 : 0);
        }
      }
      case String[] strings -> {
        for (String text : strings) {
          string(out, text, Limits.GGUF_STRING);
        }
      }
      default -> throw new IllegalArgumentException("no GGUF type for " + array.getClass());
    }
  }

  /** A whole number in the low bytes that its type takes. */
  private static void whole(LittleEndian out, GgufType type, long number) {
    switch (type.leastBytes) {
      case 1 -> out.i8((int) number);
      case 2 -> out.i16((int) number);
      case 4 -> out.i32((int) number);
      default -> out.i64(number);
    }
  }
}
