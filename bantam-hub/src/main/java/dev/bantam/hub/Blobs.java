package dev.bantam.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Files named by their SHA-256. One is only ever created by renaming a verified file to its name,
 * is read-only from then on, and goes away whole.
 */
final class Blobs {
  private final Path folder;

  Blobs(Path folder) {
    this.folder = folder;
  }

  /** The only way from a digest to a path. */
  Path path(Digest digest) {
    return folder.resolve(digest.toString());
  }

  /** Whether the blob is here, and as long as it should be. */
  boolean has(Digest digest, long size) throws HubException.Storage {
    return size(digest) == size;
  }

  /** The blob's length in bytes, or -1 if it is not here. */
  long size(Digest digest) throws HubException.Storage {
    try {
      return Files.size(path(digest));
    } catch (NoSuchFileException e) {
      return -1;
    } catch (IOException e) {
      throw new HubException.Storage(path(digest), "reading its size", e);
    }
  }

  /** Makes a forced, verified file the blob of its digest. The file is gone afterwards. */
  void publish(Path verified, Digest digest) throws HubException.Storage {
    Path blob = path(digest);
    try {
      Files.createDirectories(folder);
      Durable.makeReadOnly(verified);
      Durable.move(verified, blob);
    } catch (IOException e) {
      throw new HubException.Storage(blob, "moving a verified file here", e);
    }
  }

  void delete(Digest digest) throws HubException.Storage {
    try {
      Files.deleteIfExists(path(digest));
    } catch (IOException e) {
      throw new HubException.Storage(path(digest), "deleting", e);
    }
  }
}
