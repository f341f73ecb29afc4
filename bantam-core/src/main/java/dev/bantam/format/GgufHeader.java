package dev.bantam.format;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What stands before the tensor data of a GGUF file (version 2 or 3, little-endian): checked to the
 * last byte before any value is made, so that a bad file costs next to no memory.
 *
 * <p>Source: {@code docs/gguf.md} of ggml.
 *
 * @param metadata the metadata
 * @param tensors the tensors' places, in the file's order, all within the file and none overlapping
 */
record GgufHeader(Metadata metadata, List<Place> tensors) {

  static final int MAGIC = 0x4655_4747; // "GGUF"
  static final String ALIGNMENT = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;
  private static final int LEAST_TENSOR_BYTES =
      8 + 4 + 4 + 8; // name length, dimensions, type, offset

  /**
   * Where a tensor lies.
   *
   * @param shape sizes, outermost first
   * @param start its first byte's offset in the file
   * @param infoAt offset of its entry in the header, for messages
   */
  record Place(String name, DType type, long[] shape, long start, long bytes, long infoAt) {}

  /**
   * @param file for messages
   * @param data the whole file
   */
  static GgufHeader read(Path file, MemorySegment data) throws MalformedFileException {
    long headerEnd = Math.min(data.byteSize(), Limits.GGUF_HEADER);
    Cursor in = new Cursor(file, data.asSlice(0, headerEnd));
    checkVersion(in);
    int tensorCount = in.count("the tensors", Limits.GGUF_ENTRIES, LEAST_TENSOR_BYTES);
    int keyCount = in.count("the metadata", Limits.GGUF_ENTRIES, GgufValues.LEAST_ENTRY_BYTES);
    GgufValues values = GgufValues.check(in, keyCount);
    int alignment = values.alignment(in);
    List<Place> places = new ArrayList<>(tensorCount);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tensorCount; i++) {
      Place place = place(in, alignment);
      if (!names.add(place.name)) {
        throw in.wrong(place.infoAt, "a second tensor is called '" + place.name + "'");
      }
      places.add(place);
    }
    long dataStart = Math.ceilDiv(in.at(), (long) alignment) * alignment;
    List<Place> absolute =
        places.stream()
            .map(p -> new Place(p.name, p.type, p.shape, dataStart + p.start, p.bytes, p.infoAt))
            .toList();
    checkPlaces(in, absolute, dataStart, data.byteSize());
    return new GgufHeader(values.read(in), absolute);
  }

  private static void checkVersion(Cursor in) throws MalformedFileException {
    if (in.i32("the magic number") != MAGIC) {
      throw in.wrong(0, "not a GGUF file: it does not begin with \"GGUF\"");
    }
    int version = in.i32("the version");
    if (version != 2 && version != 3) {
      boolean bigEndian = (version & 0xFFFF) == 0 && version != 0;
      throw in.wrong(
          4,
          bigEndian
              ? "a big-endian GGUF file; only little-endian ones are read"
              : "GGUF version " + Integer.toUnsignedString(version) + "; 2 and 3 are read");
    }
  }

  /** A tensor's entry; its start is still counted from the beginning of the tensor data. */
  private static Place place(Cursor in, int alignment) throws MalformedFileException {
    long infoAt = in.at();
    String name = in.string("a tensor's name", Limits.GGUF_TENSOR_NAME);
    long dimensionsAt = in.at();
    int dimensions = in.i32("the number of dimensions");
    if (dimensions < 0 || dimensions > Limits.TENSOR_DIMENSIONS) {
      throw in.wrong(
          dimensionsAt,
          "tensor '%s' has %s dimensions; at most %d are read"
              .formatted(name, Integer.toUnsignedString(dimensions), Limits.TENSOR_DIMENSIONS));
    }
    long[] shape = new long[dimensions];
    for (int i = dimensions - 1; i >= 0; i--) { // GGUF writes the innermost size first
      shape[i] = in.i64("a tensor's dimensions");
    }
    long typeAt = in.at();
    int typeId = in.i32("a tensor's type");
    DType type = DType.byId(typeId);
    if (type == null) {
      throw in.wrong(typeAt, "tensor '" + name + "' has the unknown type " + typeId);
    }
    long bytes = TensorBytes.of(type, shape);
    if (bytes < 0) {
      throw in.wrong(dimensionsAt, TensorBytes.fault(name, type, shape));
    }
    long offsetAt = in.at();
    long offset = in.i64("a tensor's offset");
    if (offset < 0 || offset % alignment != 0) {
      throw in.wrong(
          offsetAt,
          "tensor '%s' begins at %s, which is no multiple of the alignment %d"
              .formatted(name, Long.toUnsignedString(offset), alignment));
    }
    return new Place(name, type, shape, offset, bytes, infoAt);
  }

  private static void checkPlaces(Cursor in, List<Place> places, long dataStart, long fileBytes)
      throws MalformedFileException {
    for (Place place : places) {
      // The sum of data start and offset may have wrapped: a negative start is outside the file
      // too.
      if (place.start < dataStart
          || place.start > fileBytes
          || place.bytes > fileBytes - place.start) {
        throw in.wrong(
            place.infoAt,
            "tensor '%s' takes %d bytes and does not lie within the file's %d"
                .formatted(place.name, place.bytes, fileBytes));
      }
    }
    List<Place> sorted = new ArrayList<>(places);
    sorted.sort(Comparator.comparingLong(Place::start));
    for (int i = 1; i < sorted.size(); i++) {
      Place before = sorted.get(i - 1);
      Place after = sorted.get(i);
      if (before.start + before.bytes > after.start) {
        throw in.wrong(after.infoAt, "tensor '" + after.name + "' overlaps '" + before.name + "'");
      }
    }
  }
}
