package dev.bantam.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * An unfinished file on its way to a blob: hashed while it is written, and kept with a sidecar that
 * says what it is, so that a later pull, or one after a crash, goes on where it ended. Owned by one
 * pull at a time.
 */
final class PartFile implements AutoCloseable {
  private static final int BUFFER = 128 << 10;

  /**
   * What the bytes of a part are the beginning of.
   *
   * @param source the address they come from
   * @param etag the validator they were sent with; null if there was no strong one
   * @param bytes the whole length, or -1
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Sidecar(String source, @Nullable String etag, long bytes) {}

  private final Home home;
  private final StoreLock lock;
  private final Path path;
  private final Path lockFile;
  private final MessageDigest sha256 = Digest.sha256();
  private final FileChannel channel;
  private @Nullable Sidecar sidecar;
  private long length;
  private boolean published;

  private PartFile(Home home, Digest key, Progress progress) throws HubException {
    this.home = home;
    this.path = home.partial().resolve(key.hex() + ".part");
    this.lockFile = home.locks().resolve(key.hex() + ".lock");
    this.lock =
        StoreLock.acquire(
            lockFile, () -> progress.step("waiting for another process that fetches the same"));
    try {
      Files.createDirectories(home.partial());
      this.channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      lock.close();
      throw new HubException.Storage(path, "opening", e);
    }
  }

  /** The part of a key with what an earlier pull left in it, hashed again. */
  static PartFile resume(Home home, Digest key, Progress progress) throws HubException {
    PartFile part = new PartFile(home, key, progress);
    try {
      part.rehash();
      return part;
    } catch (HubException | RuntimeException e) {
      part.close();
      throw e;
    }
  }

  /** The part of a key, emptied. */
  static PartFile fresh(Home home, Digest key, Progress progress) throws HubException {
    PartFile part = new PartFile(home, key, progress);
    try {
      part.restart();
      return part;
    } catch (HubException | RuntimeException e) {
      part.close();
      throw e;
    }
  }

  /** How many bytes are here. */
  long length() {
    return length;
  }

  /** What the bytes here are; null if nothing is known. */
  @Nullable Sidecar sidecar() {
    return sidecar;
  }

  /** Notes what the bytes that follow belong to, before they are written. */
  void describe(Sidecar description) throws HubException.Storage {
    if (!description.equals(sidecar)) {
      HubJson.write(sidecarPath(), description);
      sidecar = description;
    }
  }

  /** Forgets what is here. */
  void restart() throws HubException {
    try {
      channel.truncate(0);
      channel.position(0);
      Files.deleteIfExists(sidecarPath());
    } catch (IOException e) {
      throw failure("emptying", e);
    }
    sidecar = null;
    length = 0;
    sha256.reset();
  }

  /** Appends bytes [0, count) of the buffer. When that fails the part is dropped. */
  void write(byte[] bytes, int count) throws HubException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      HubException failure = failure("writing " + count + " bytes at " + length, e);
      if (!(failure instanceof HubException.Interrupted)) {
        drop();
      }
      throw failure;
    }
    sha256.update(bytes, 0, count);
    length += count;
  }

  /**
   * Fills an emptied part from a stream and publishes it.
   *
   * @param size what its length must be, or -1
   */
  Manifest.Item fill(InputStream in, String file, long size, Progress progress) throws IOException {
    append(in, size, new Meter(progress, 0, size));
    return new Manifest.Item(file, publish(null, file), length);
  }

  /** Appends a stream to its end; more bytes than {@code size} (unless -1) are refused. */
  void append(InputStream in, long size, Meter meter) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new HubException.Interrupted("the writing of " + path.getFileName());
      }
      if (size >= 0 && n > size - length) {
        throw new HubException.Integrity("more than the " + size + " bytes that were promised");
      }
      write(buffer, n);
      meter.at(length);
    }
  }

  /**
   * Makes this part a blob, if its contents are the expected ones.
   *
   * @param expected null if no digest is known
   * @param what the file, for messages
   */
  Digest publish(@Nullable Digest expected, String what) throws HubException {
    Digest actual = Digest.finish(sha256);
    if (expected != null && !expected.equals(actual)) {
      throw new HubException.Integrity(
          what
              + ": its SHA-256 is "
              + actual.hex()
              + " instead of "
              + expected.hex()
              + "; the download is dropped");
    }
    if (home.blobs().has(actual, length)) {
      drop();
    } else {
      try {
        channel.force(true);
      } catch (IOException e) {
        throw failure("forcing " + length + " bytes", e);
      }
      home.blobs().publish(path, actual);
    }
    published = true;
    return actual;
  }

  /** Deletes the part and its sidecar. */
  void drop() throws HubException {
    try {
      Files.deleteIfExists(path);
      Files.deleteIfExists(sidecarPath());
    } catch (IOException e) {
      throw failure("deleting", e);
    }
  }

  private void rehash() throws HubException {
    try {
      if (Files.isRegularFile(sidecarPath())) {
        sidecar = HubJson.read(sidecarPath(), Sidecar.class);
      }
    } catch (IOException e) {
      sidecar = null; // a sidecar that cannot be read tells nothing, and the part starts anew
    }
    if (sidecar == null) {
      restart();
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (channel.read(buffer) >= 0) {
        sha256.update(buffer.flip());
        buffer.clear();
      }
      length = channel.position();
    } catch (IOException e) {
      throw failure("reading", e);
    }
  }

  private HubException failure(String doing, IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      return new HubException.Interrupted("the writing of " + path.getFileName());
    }
    return new HubException.Storage(path, doing, cause);
  }

  private Path sidecarPath() {
    return path.resolveSibling(path.getFileName() + ".json");
  }

  @Override
  public void close() throws HubException {
    try {
      channel.close();
      if (published) {
        // Who waits for this lock finds the blob, as does whoever makes the lock file anew.
        Files.deleteIfExists(lockFile);
        Files.deleteIfExists(sidecarPath());
      }
    } catch (IOException e) {
      throw failure("closing", e);
    } finally {
      lock.close();
    }
  }
}
