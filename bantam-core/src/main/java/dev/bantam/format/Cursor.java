package dev.bantam.format;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Reads little-endian values from a mapped file, and refuses to read past its end. */
final class Cursor {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** Bytes of the file that are copied to the heap at once, to check strings there. */
  private static final int WINDOW = 1 << 16;

  private final Path file;
  private final MemorySegment data;
  private long at;
  private byte[] window = new byte[0];
  private long windowAt;
  private int windowBytes;

  /**
   * @param data from the file's first byte to the last that may be read
   */
  Cursor(Path file, MemorySegment data) {
    this.file = file;
    this.data = data;
  }

  Path file() {
    return file;
  }

  /** Byte offset in the file of what is read next. */
  long at() {
    return at;
  }

  void seek(long offset) {
    at = offset;
  }

  long remaining() {
    return data.byteSize() - at;
  }

  byte i8(String what) throws MalformedFileException {
    return data.get(JAVA_BYTE, take(1, what));
  }

  short i16(String what) throws MalformedFileException {
    return data.get(SHORT, take(2, what));
  }

  int i32(String what) throws MalformedFileException {
    return data.get(INT, take(4, what));
  }

  long i64(String what) throws MalformedFileException {
    return data.get(LONG, take(8, what));
  }

  float f32(String what) throws MalformedFileException {
    return data.get(FLOAT, take(4, what));
  }

  double f64(String what) throws MalformedFileException {
    return data.get(DOUBLE, take(8, what));
  }

  /**
   * How many things follow.
   *
   * @param what what is counted, for messages
   * @param limit the most that are allowed
   * @param leastBytes the fewest bytes each takes: a count that the file has no room for is refused
   */
  int count(String what, int limit, int leastBytes) throws MalformedFileException {
    long start = at;
    long count = i64(what);
    if (count < 0 || count > limit) {
      throw wrong(
          start,
          "the size %s of %s is above the limit of %d"
              .formatted(Long.toUnsignedString(count), what, limit));
    }
    if (count > remaining() / leastBytes) {
      throw wrong(
          start, "the size %d of %s is more than the file has room for".formatted(count, what));
    }
    return (int) count;
  }

  /** A string of at most {@code limit} bytes. */
  String string(String what, int limit) throws MalformedFileException {
    long start = at + Long.BYTES;
    skipString(what, limit);
    byte[] bytes = new byte[(int) (at - start)];
    MemorySegment.copy(data, JAVA_BYTE, start, bytes, 0, bytes.length);
    return new String(bytes, UTF_8);
  }

  /** Checks a string of at most {@code limit} bytes, and makes nothing of it. */
  private void skipString(String what, int limit) throws MalformedFileException {
    int length = count(what, limit, 1);
    checkUtf8(length, what);
  }

  /**
   * Checks {@code count} strings as {@link #skipString} does. Vocabularies have hundreds of
   * thousands of them, and this runs before the JIT has compiled anything: plain arrays are quick
   * then, mapped memory is not.
   */
  void skipStrings(int count, String what, int limit) throws MalformedFileException {
    for (int i = 0; i < count; i++) {
      long length = remaining() < Long.BYTES ? -1 : lengthInWindow();
      if (length < 0 || length > limit || length > remaining() - Long.BYTES) {
        skipString(what, limit); // says what is wrong
      } else {
        at += Long.BYTES;
        checkUtf8((int) length, what);
      }
    }
  }

  private long lengthInWindow() {
    int from = inWindow(Long.BYTES);
    long length = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      length = length << 8 | window[from + i] & 0xFF;
    }
    return length;
  }

  /** Moves over the next {@code length} bytes, which are there. */
  private void checkUtf8(int length, String what) throws MalformedFileException {
    int from = inWindow(length);
    int fault = Utf8.faultAt(window, from, from + length);
    if (fault >= 0) {
      throw wrong(at + fault - from, what + " is not UTF-8");
    }
    at += length;
  }

  /** Where in the window the next {@code length} bytes of the file are, which are there. */
  private int inWindow(int length) {
    if (at < windowAt || at + length > windowAt + windowBytes) {
      windowAt = at;
      windowBytes = (int) Math.min(remaining(), Math.max(length, WINDOW));
      if (window.length < windowBytes) {
        window = new byte[windowBytes];
      }
      MemorySegment.copy(data, JAVA_BYTE, at, window, 0, windowBytes);
    }
    return (int) (at - windowAt);
  }

  /** {@code count} strings that {@link #skipString} has checked, and which end at {@code end}. */
  String[] checkedStrings(int count, long end) {
    byte[] bytes =
        data.asSlice(at, end - at).toArray(JAVA_BYTE); // one copy instead of one a string
    ByteBuffer lengths = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
    String[] strings = new String[count];
    int from = 0;
    for (int i = 0; i < count; i++) {
      int length = (int) lengths.getLong(from);
      from += Long.BYTES;
      strings[i] = new String(bytes, from, length, UTF_8);
      from += length;
    }
    at = end;
    return strings;
  }

  /** The next {@code bytes} bytes, uncopied. */
  MemorySegment slice(long bytes, String what) throws MalformedFileException {
    return data.asSlice(take(bytes, what), bytes);
  }

  MalformedFileException wrong(long offset, String reason) {
    return new MalformedFileException(file, offset, reason);
  }

  private long take(long bytes, String what) throws MalformedFileException {
    if (bytes > remaining()) {
      throw wrong(at, "the file ends within " + what);
    }
    long start = at;
    at += bytes;
    return start;
  }
}
