package dev.bantam.hub;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * One owner at a time, among the threads of this process and among processes. The system releases
 * the lock of a process that dies, so none is ever stale. Not reentrant.
 */
final class StoreLock implements AutoCloseable {
  /** A file lock belongs to a whole process: its threads need a lock among themselves. */
  private static final ConcurrentHashMap<Path, Semaphore> IN_PROCESS = new ConcurrentHashMap<>();

  private final Semaphore mine;
  private final FileChannel channel;

  private StoreLock(Semaphore mine, FileChannel channel) {
    this.mine = mine;
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @param waiting run once, if somebody else has it
   */
  static StoreLock acquire(Path file, Runnable waiting) throws HubException {
    Path key = file.toAbsolutePath().normalize();
    Semaphore mine = IN_PROCESS.computeIfAbsent(key, _ -> new Semaphore(1));
    if (!mine.tryAcquire()) {
      waiting.run();
      try {
        mine.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new HubException.Interrupted("the wait for " + file.getFileName());
      }
    }
    try {
      return new StoreLock(mine, lockedChannel(key, waiting));
    } catch (HubException | RuntimeException e) {
      mine.release();
      throw e;
    }
  }

  private static FileChannel lockedChannel(Path file, Runnable waiting) throws HubException {
    FileChannel channel = null;
    try {
      Files.createDirectories(file.getParent());
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        waiting.run();
        channel.lock();
      }
      return channel;
    } catch (IOException e) {
      HubException failure =
          e instanceof FileLockInterruptionException || e instanceof ClosedByInterruptException
              ? new HubException.Interrupted("the wait for " + file.getFileName())
              : new HubException.Storage(file, "locking", e);
      if (channel != null) {
        closeQuietly(channel, failure);
      }
      throw failure;
    }
  }

  private static void closeQuietly(FileChannel channel, HubException failure) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws HubException.Storage {
    try {
      channel.close();
    } catch (IOException e) {
      throw new HubException.Storage("a lock of the models' home could not be released: " + e);
    } finally {
      mine.release();
    }
  }
}
