package dev.bantam.generate;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** The one thread that answers requests: it steps the decoder while there is anything to do. */
final class EngineLoop implements AutoCloseable {
  /** After so long, paused answers are asked again whether they are cancelled. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private final Decoder decoder;
  private final ReentrantLock turns;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param turns who may use the engine; held while a step runs
   */
  EngineLoop(Decoder decoder, ReentrantLock turns) {
    this.decoder = decoder;
    this.turns = turns;
    this.thread = Thread.ofPlatform().daemon().name("bantam-engine").unstarted(this::run);
    thread.start();
  }

  /** Whether the caller is this loop, as listeners are. */
  boolean isCaller() {
    return Thread.currentThread() == thread;
  }

  /** Tells that there is something to do. */
  void wake() {
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      boolean busy = true;
      turns.lock();
      try {
        busy = closed || decoder.step();
      } catch (Error e) {
        // Those who wait for answers have been told; the next ones may fare better.
      } finally {
        turns.unlock();
      }
      if (!busy && decoder.running() > 0) {
        LockSupport.parkNanos(this, PAUSE);
      } else if (!busy && decoder.waiting() == 0) {
        LockSupport.park(this);
      }
    }
  }

  /** Ends the thread; not to be called by it. */
  @Override
  public void close() {
    closed = true;
    wake();
  }
}
