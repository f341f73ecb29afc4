package dev.bantam.format;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a file so that its name never shows half of it, not even after a crash or a power cut: the
 * bytes go to a temporary file beside it, which is forced to the disk, moved over the name
 * atomically, and then the folder is forced. Closed without {@link #commit}, it leaves everything
 * as it was.
 *
 * <pre>{@code
 * try (AtomicFile out = AtomicFile.create(path)) {
 *   out.write(bytes);
 *   out.commit();
 * }
 * }</pre>
 *
 * Errors are {@link IOException}s that name the file and how many bytes had been written.
 */
public final class AtomicFile implements AutoCloseable {
  /** How files and folders are opened; tests let it fail. */
  interface Opener {
    FileChannel open(Path path, StandardOpenOption... options) throws IOException;
  }

  private static final boolean FOLDERS_CAN_BE_FORCED = File.separatorChar == '/'; // not on Windows
  private static final int CHUNK = 1 << 26;

  private final Path target;
  private final Path temporary;
  private final Opener opener;
  private final FileChannel channel;
  private long written;
  private boolean committed;

  private AtomicFile(Path target, Opener opener) throws IOException {
    this.target = target.toAbsolutePath();
    this.opener = opener;
    Path name = this.target.getFileName();
    if (name == null) {
      throw new IOException(target + " is no file's name");
    }
    long random = ThreadLocalRandom.current().nextLong();
    this.temporary =
        this.target.resolveSibling("." + name + "." + Long.toHexString(random) + ".part");
    try {
      this.channel =
          opener.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Begins to write {@code target}; its folder must exist. An existing file stays until commit. */
  public static AtomicFile create(Path target) throws IOException {
    return create(target, FileChannel::open);
  }

  static AtomicFile create(Path target, Opener opener) throws IOException {
    return new AtomicFile(target, opener);
  }

  /** Writes the whole of {@code bytes} to {@code target} at once. */
  public static void write(Path target, byte[] bytes) throws IOException {
    try (AtomicFile out = create(target)) {
      out.write(ByteBuffer.wrap(bytes));
      out.commit();
    }
  }

  /** Bytes written so far. */
  public long size() {
    return written;
  }

  /** Appends what remains in the buffer. */
  public void write(ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        written += channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Appends a segment of any size. */
  public void write(MemorySegment bytes) throws IOException {
    for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
      write(bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer());
    }
  }

  /** Appends zeros until the size is a multiple of {@code alignment}. */
  public void pad(int alignment) throws IOException {
    write(ByteBuffer.allocate((int) (-written & (alignment - 1L))));
  }

  /** Makes what was written the file's content. */
  public void commit() throws IOException {
    try {
      channel.force(true);
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
      forceFolder(target, opener);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Gives a file or a folder its final name atomically, and forces the folder that it lands in.
   * What is in it was forced before, or a power cut may leave the name without the content.
   *
   * @throws IOException naming {@code to}, also if that is a folder which is not empty
   */
  public static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(to.toAbsolutePath(), FileChannel::open);
    } catch (IOException e) {
      throw new IOException(to + ": cannot be given its name: " + e.getMessage(), e);
    }
  }

  private static void forceFolder(Path of, Opener opener) throws IOException {
    Path folder = of.getParent();
    if (FOLDERS_CAN_BE_FORCED && folder != null) {
      try (FileChannel channel = opener.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private IOException failed(IOException cause) {
    return new IOException(
        "%s: writing failed after %d bytes: %s".formatted(target, written, cause.getMessage()),
        cause);
  }

  /** Without a commit: removes the temporary file. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      if (!committed) {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
