package dev.bantam.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** Writes that leave the old file or the new one, whenever the power goes. */
final class Durable {
  /** Room that a download leaves on the disk. */
  private static final long MARGIN = 64L << 20;

  private Durable() {}

  /**
   * Refuses a download that the disk cannot hold.
   *
   * @param folder where it goes; need not exist yet
   * @param bytes how many bytes are still to come
   */
  static void requireSpace(Path folder, long bytes) throws HubException.Storage {
    try {
      Files.createDirectories(folder);
      long free = Files.getFileStore(folder).getUsableSpace();
      if (bytes > free - MARGIN) {
        throw new HubException.Storage(
            folder
                + ": "
                + bytes
                + " bytes are to come, but only "
                + free
                + " are free on this"
                + " disk; make room or set BANTAM_HOME to a folder on another disk");
      }
    } catch (HubException.Storage e) {
      throw e;
    } catch (IOException e) {
      throw new HubException.Storage(folder, "asking for the free space", e);
    }
  }

  /** Replaces a small file. */
  static void write(Path target, byte[] bytes) throws HubException.Storage {
    Path temp = target.resolveSibling(".new-" + UUID.randomUUID());
    try {
      Files.createDirectories(target.getParent());
      try (FileChannel channel =
          FileChannel.open(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      move(temp, target);
    } catch (IOException e) {
      HubException.Storage failure =
          new HubException.Storage(target, "writing " + bytes.length + " bytes", e);
      try {
        Files.deleteIfExists(temp);
      } catch (IOException leftover) {
        failure.addSuppressed(leftover);
      }
      throw failure;
    }
  }

  /** Renames a file that has been forced, and forces the folder it lands in. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(to.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Windows opens no folders; there the rename is in the file system's own journal.
      if (Files.getFileStore(to).supportsFileAttributeView(PosixFileAttributeView.class)) {
        throw e;
      }
    }
  }

  /** Mode 0444, or what the file system has for it: a mapped file must never be written. */
  static void makeReadOnly(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    } else if (!file.toFile().setReadOnly()) {
      throw new IOException("cannot be made read-only");
    }
  }
}
