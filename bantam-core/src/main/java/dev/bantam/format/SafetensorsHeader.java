package dev.bantam.format;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file, checked as the reference implementation does: the tensors cover
 * the data exactly, without holes or overlaps.
 *
 * <p>Source: the format's README and {@code tensor.rs} of huggingface/safetensors.
 *
 * @param metadata the header's {@code __metadata__}
 * @param tensors the tensors' places, in the header's order
 */
record SafetensorsHeader(Map<String, String> metadata, List<Place> tensors) {

  static final String METADATA = "__metadata__";

  /**
   * Where a tensor lies.
   *
   * @param shape sizes, outermost first
   * @param begin offset in the file of the first byte, and of the one after the last
   * @param infoAt offset of the tensor's name in the header, for messages
   */
  record Place(String name, Kind kind, long[] shape, long begin, long end, long infoAt) {}

  /**
   * A dtype of the format.
   *
   * @param bits that one value takes
   * @param type what it is read as; null if Bantam has nothing like it. Unsigned integers and truth
   *     values are kept as the signed integers of the same size
   */
  record Kind(String name, int bits, @Nullable DType type) {}

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  private static void kind(int bits, @Nullable DType type, String... names) {
    for (String name : names) {
      KINDS.put(name, new Kind(name, bits, type));
    }
  }

  static {
    kind(64, DType.F64, "F64");
    kind(32, DType.F32, "F32");
    kind(16, DType.F16, "F16");
    kind(16, DType.BF16, "BF16");
    kind(64, DType.I64, "I64", "U64");
    kind(32, DType.I32, "I32", "U32");
    kind(16, DType.I16, "I16", "U16");
    kind(8, DType.I8, "I8", "U8", "BOOL");
    kind(64, null, "C64");
    kind(8, null, "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ");
    kind(6, null, "F6_E2M3", "F6_E3M2");
    kind(4, null, "F4");
  }

  /** The name under which the format has values of this type, or null. */
  static @Nullable String nameOf(DType type) {
    for (Kind kind : KINDS.values()) {
      if (kind.type == type) {
        return kind.name;
      }
    }
    return null;
  }

  /**
   * @param file for messages
   * @param data the whole file
   */
  static SafetensorsHeader read(Path file, MemorySegment data) throws MalformedFileException {
    Cursor in = new Cursor(file, data);
    int length = in.count("the header", Limits.SAFETENSORS_HEADER, 1);
    byte[] json = in.slice(length, "the header").toArray(JAVA_BYTE);
    if (length == 0 || json[0] != '{') {
      throw in.wrong(in.at() - length, "the header does not begin with '{'");
    }
    SafetensorsHeader header =
        new Parser(new JsonScanner(file.toString(), json, Long.BYTES), Long.BYTES + length).read();
    header.checkCover(file, Long.BYTES + length, data.byteSize());
    return header;
  }

  /** Each tensor begins where the one before it ends, and the last one ends with the file. */
  private void checkCover(Path file, long dataStart, long fileBytes) throws MalformedFileException {
    List<Place> sorted = new ArrayList<>(tensors);
    sorted.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
    long covered = dataStart;
    for (Place place : sorted) {
      if (place.begin != covered) {
        throw new MalformedFileException(
            file,
            place.infoAt,
            "tensor '%s' begins at data offset %d, and the data before it ends at %d"
                .formatted(place.name, place.begin - dataStart, covered - dataStart));
      }
      if (place.end > fileBytes) {
        throw new MalformedFileException(
            file, place.infoAt, "tensor '" + place.name + "' ends beyond the end of the file");
      }
      covered = place.end;
    }
    if (covered != fileBytes) {
      throw new MalformedFileException(
          file, covered, (fileBytes - covered) + " bytes after the last tensor");
    }
  }

  /** Reads the header's JSON into places, one tensor at a time. */
  private static final class Parser {
    private final JsonScanner in;
    private final long dataStart;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private boolean metadataRead;

    // Of the tensor that is being read:
    private @Nullable Kind kind;
    private long @Nullable [] shape;
    private long @Nullable [] offsets;

    Parser(JsonScanner in, long dataStart) {
      this.in = in;
      this.dataStart = dataStart;
    }

    SafetensorsHeader read() throws MalformedFileException {
      in.object(this::member);
      in.end();
      return new SafetensorsHeader(metadata, List.copyOf(places.values()));
    }

    private void member(String name, int nameAt) throws MalformedFileException {
      if (name.equals(METADATA)) {
        once(metadataRead, nameAt, METADATA);
        metadataRead = true;
        in.object((key, keyAt) -> once(metadata.put(key, text()) != null, keyAt, key));
        return;
      }
      if (name.length() > Limits.SAFETENSORS_NAME) {
        throw in.wrong(nameAt, "a name longer than " + Limits.SAFETENSORS_NAME + " characters");
      }
      if (places.size() == Limits.SAFETENSORS_ENTRIES) {
        throw in.wrong(nameAt, "more than " + Limits.SAFETENSORS_ENTRIES + " tensors");
      }
      kind = null;
      shape = null;
      offsets = null;
      if (in.next() != '{') {
        throw in.wrong(in.at(), "tensor '" + name + "' should be an object");
      }
      in.object(this::field);
      once(places.put(name, place(name, nameAt)) != null, nameAt, name);
    }

    private void field(String key, int keyAt) throws MalformedFileException {
      switch (key) {
        case "dtype" -> {
          once(kind != null, keyAt, key);
          String dtype = text();
          kind = KINDS.get(dtype);
          if (kind == null) {
            throw in.wrong(keyAt, "the unknown dtype '" + dtype + "'");
          }
        }
        case "shape" -> {
          once(shape != null, keyAt, key);
          shape = sizes(keyAt, key, Limits.SAFETENSORS_DIMENSIONS);
        }
        case "data_offsets" -> {
          once(offsets != null, keyAt, key);
          offsets = sizes(keyAt, key, 2);
        }
        default -> in.skip(); // as the reference implementation does
      }
    }

    private Place place(String name, int nameAt) throws MalformedFileException {
      if (kind == null || shape == null || offsets == null || offsets.length != 2) {
        throw in.wrong(
            nameAt, "tensor '" + name + "' should have a dtype, a shape and two data_offsets");
      }
      long begin = offsets[0];
      long end = offsets[1];
      if (begin > end || end > Long.MAX_VALUE - dataStart) {
        throw in.wrong(nameAt, "tensor '%s' goes from %d to %d".formatted(name, begin, end));
      }
      long values = TensorBytes.values(shape);
      long bytes = values > Long.MAX_VALUE / kind.bits ? -1 : values * kind.bits / 8;
      if (values < 0 || bytes != end - begin || values * kind.bits % 8 != 0) {
        throw in.wrong(
            nameAt,
            "tensor '%s': %s %s does not take %d bytes"
                .formatted(name, kind.name, Arrays.toString(shape), end - begin));
      }
      return new Place(name, kind, shape, dataStart + begin, dataStart + end, Long.BYTES + nameAt);
    }

    private String text() throws MalformedFileException {
      if (in.next() != '"') {
        throw in.wrong(in.at(), "a string was expected");
      }
      return in.string();
    }

    private long[] sizes(int keyAt, String key, int limit) throws MalformedFileException {
      if (in.next() != '[') {
        throw in.wrong(keyAt, key + " should be an array");
      }
      List<Long> sizes = new ArrayList<>();
      in.array(
          () -> {
            char first = in.next();
            if (first < '0' || first > '9' || sizes.size() == limit) {
              throw in.wrong(in.at(), key + " should be at most " + limit + " sizes from 0");
            }
            if (!(in.number() instanceof Long size)) {
              throw in.wrong(keyAt, key + " should be whole numbers below 2^63");
            }
            sizes.add(size);
          });
      return sizes.stream().mapToLong(size -> size).toArray();
    }

    private void once(boolean before, int at, String key) throws MalformedFileException {
      if (before) {
        throw in.wrong(at, "'" + key + "' stands there twice");
      }
    }
  }
}
