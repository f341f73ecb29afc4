package dev.bantam.hub;

import dev.bantam.format.Limits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a gzipped tar archive (POSIX.1-2001 ustar with pax paths, as npm writes),
 * read in order. Nothing is unpacked to a path of the archive's choosing: the caller takes an
 * entry's bytes as a stream or skips them.
 */
final class TarStream implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int PAX_BYTES = 1 << 20;

  /**
   * A regular file.
   *
   * @param name its path, without the archive's top folder
   * @param bytes its length
   */
  record Entry(String name, long bytes) {}

  private final InputStream in;
  private final byte[] header = new byte[BLOCK];
  private long unread;
  private int padding;
  private long unpacked;
  private int entries;

  TarStream(InputStream gzipped) throws IOException {
    this.in = new GZIPInputStream(gzipped, 1 << 16);
  }

  /**
   * The next regular file; null at the end.
   *
   * @throws IOException if the archive is damaged, or holds more than the limits allow
   */
  @Nullable Entry next() throws IOException {
    String paxPath = null;
    while (true) {
      skip(unread + padding);
      unread = 0;
      padding = 0;
      if (in.readNBytes(header, 0, BLOCK) < BLOCK || header[0] == 0) {
        return null;
      }
      if (++entries > Limits.LISTED_FILES) {
        throw new IOException("more than " + Limits.LISTED_FILES + " entries");
      }
      long bytes = octal(124, 12);
      unread = bytes;
      padding = (int) ((BLOCK - bytes % BLOCK) % BLOCK);
      char type = (char) header[156];
      if (type == 'x') {
        paxPath = paxPath(text(body(), bytes));
      } else if (type == '0' || type == 0) {
        String path = paxPath == null ? path() : paxPath;
        return new Entry(path.substring(path.indexOf('/') + 1), bytes);
      } else if (type != 'g') {
        paxPath = null;
      }
    }
  }

  /** The bytes of the entry that {@link #next} returned last. */
  InputStream body() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int count) throws IOException {
        if (unread == 0 || count == 0) {
          return count == 0 ? 0 : -1;
        }
        int n = in.read(bytes, from, (int) Math.min(count, unread));
        if (n < 0) {
          throw new EOFException("the archive ends inside an entry");
        }
        unread -= n;
        count(n);
        return n;
      }
    };
  }

  private void skip(long bytes) throws IOException {
    byte[] sink = new byte[(int) Math.min(Math.max(bytes, 1), 1 << 16)];
    long left = bytes;
    while (left > 0) {
      int n = in.read(sink, 0, (int) Math.min(left, sink.length));
      if (n < 0) {
        throw new EOFException("the archive ends inside an entry");
      }
      left -= n;
      count(n);
    }
  }

  private void count(int bytes) throws IOException {
    unpacked += bytes;
    if (unpacked > Limits.UNPACKED_PACKAGE) {
      throw new IOException("unpacks to more than " + Limits.UNPACKED_PACKAGE + " bytes");
    }
  }

  private String path() {
    String name = field(0, 100);
    String prefix = field(345, 155);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private String field(int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private long octal(int from, int length) throws IOException {
    long value = 0;
    String digits = field(from, length).strip();
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 8);
      if (digit < 0) {
        throw new IOException("an entry's length is not a number");
      }
      value = value * 8 + digit;
    }
    return value;
  }

  private static String text(InputStream body, long bytes) throws IOException {
    if (bytes > PAX_BYTES) {
      throw new IOException("an extended header of " + bytes + " bytes");
    }
    return new String(body.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The record {@code "LENGTH path=VALUE\n"} of an extended header; null without one. */
  private static @Nullable String paxPath(String records) throws IOException {
    String key = " path=";
    int at = records.indexOf(key);
    if (at < 0) {
      return null;
    }
    int end = records.indexOf('\n', at);
    if (end < 0) {
      throw new IOException("an extended header without an end");
    }
    return records.substring(at + key.length(), end);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
