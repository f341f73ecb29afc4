package dev.bantam.tasks.batch;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A journal's lines, which end with a line feed; the last may lack it, and is none then. */
final class JournalLines {
  private final Path file;
  private final InputStream in;
  private int number;
  private long bytes;

  private JournalLines(Path file, InputStream in) {
    this.file = file;
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** From where a channel is. */
  static JournalLines rest(Path file, FileChannel channel) {
    return new JournalLines(file, Channels.newInputStream(channel));
  }

  /** All lines; the channel stays where it is. */
  static JournalLines all(Path file, FileChannel channel) {
    return new JournalLines(file, new FromStart(channel));
  }

  /** How many were read. */
  int number() {
    return number;
  }

  /** How many bytes they have. */
  long bytes() {
    return bytes;
  }

  /** The next line; null if there is no whole one. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        number++;
        bytes += line.size() + 1;
        return line.toByteArray();
      }
      line.write(b);
      if (line.size() > Limits.JSON_BYTES) {
        throw new MalformedFileException(
            file + ":" + (number + 1), -1, "is no journal of a batch; --restart begins it anew");
      }
    }
    return null;
  }

  /**
   * The journal's bytes through the channel that holds its lock: to close another one on the same
   * file would give up the lock ({@link java.nio.channels.FileLock}).
   */
  private static final class FromStart extends InputStream {
    private final FileChannel channel;
    private long at;

    FromStart(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = channel.read(ByteBuffer.wrap(bytes, from, length), at);
      at += Math.max(0, count);
      return count;
    }
  }
}
