package dev.bantam.generate;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it is made, for one thread to take token by token. Who is slow to take it keeps
 * nobody waiting: when {@value #MAX_EVENTS} tokens wait here, this answer pauses until half of them
 * are taken.
 */
public final class AnswerStream implements AutoCloseable {
  private static final int MAX_EVENTS = 32;

  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final Runnable wake;
  private volatile boolean cancelled;
  private volatile boolean paused;
  private @Nullable Outcome outcome;

  /**
   * @param wake tells the engine that the answer may go on, or need not
   */
  AnswerStream(Runnable wake) {
    this.wake = wake;
  }

  /** Where the engine puts the tokens. */
  Listener listener() {
    return new Listener() {
      @Override
      public void token(TokenEvent event) {
        events.add(event);
      }

      @Override
      public boolean hasRoom() {
        paused = events.size() >= (paused ? MAX_EVENTS / 2 : MAX_EVENTS);
        return !paused;
      }

      @Override
      public boolean isCancelled() {
        return cancelled;
      }
    };
  }

  /** Nothing more comes. */
  void end(Outcome how) {
    events.add(how);
  }

  /**
   * The next token; null after the last one.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public @Nullable TokenEvent next() throws InterruptedException {
    if (outcome != null) {
      return null;
    }
    Object next = events.take();
    if (next instanceof TokenEvent event) {
      if (paused && events.size() < MAX_EVENTS / 2) {
        wake.run();
      }
      return event;
    }
    outcome = (Outcome) next;
    return null;
  }

  /**
   * The whole answer; what has not been taken of it yet is dropped.
   *
   * @throws RuntimeException why there is none
   */
  public Answer answer() throws InterruptedException {
    while (next() != null) {}
    if (outcome == null) {
      throw new IllegalStateException("the answer has no end");
    }
    return outcome.orThrow();
  }

  /** Ends the answer at the next step, as {@link FinishReason#CANCELLED}. Any thread may. */
  public void cancel() {
    cancelled = true;
    wake.run();
  }

  /** Cancels what is not done. */
  @Override
  public void close() {
    cancel();
  }
}
