package dev.bantam.generate;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it is made, for one thread to take token by token. Who is slow to take it keeps
 * nobody waiting: at most {@value #MAX_EVENTS} tokens wait here, and then just this answer pauses.
 */
public final class AnswerStream implements AutoCloseable {
  static final int MAX_EVENTS = 256;

  private final BlockingQueue<Object> events = new ArrayBlockingQueue<>(MAX_EVENTS + 1);
  private volatile boolean cancelled;
  private @Nullable Outcome outcome;

  AnswerStream() {}

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
  }

  /** Cancels what is not done. */
  @Override
  public void close() {
    cancel();
  }

  boolean isCancelled() {
    return cancelled;
  }

  void put(Object event) {
    try {
      events.put(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
