package dev.bantam.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed team of threads that runs one section at a time, cut into parts. The calling thread works
 * too, and a section returns when all its parts are done.
 *
 * <p>A token of a small model takes hundreds of sections of some microseconds, so handing one over
 * must cost less than a microsecond: idle workers spin for a short while before they park. Parts
 * are claimed one by one, so that a worker whose core is taken by another process delays nothing
 * but the part it holds: the caller does the rest.
 */
public final class Team implements AutoCloseable {
  /** One part of a section. */
  @FunctionalInterface
  public interface Part {
    void run(int part);
  }

  /** How long an idle thread spins before it lets others run that want its core. */
  private static final long YIELD_NANOS = 5_000;

  /** How long an idle thread spins before it parks. */
  private static final long PARK_NANOS = 50_000;

  /** Spins between two looks at the clock, which costs about as much as ten of them. */
  private static final int SPINS_PER_LOOK = 64;

  private final int threads;
  private final Worker[] workers;
  private final ReentrantLock running = new ReentrantLock();
  private volatile Section section = Section.NONE;
  private volatile boolean closed;

  /**
   * Starts a team.
   *
   * @param threads how many threads work on a section, the caller's included; at least 1
   */
  public Team(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    this.threads = threads;
    this.workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    for (Worker worker : workers) {
      worker.start();
    }
  }

  /** The number of threads that this process may use, which container limits lower. */
  public static int availableThreads() {
    return Runtime.getRuntime().availableProcessors();
  }

  public int threads() {
    return threads;
  }

  /**
   * Runs {@code task} for every part in [0, parts), in any order and on any thread of the team.
   *
   * <p>If a part throws, parts that nobody has begun are dropped and the first throwable is
   * rethrown here; the team stays usable. A call from inside a part runs its parts on the calling
   * thread; calls from several threads take turns.
   */
  public void run(int parts, Part task) {
    if (closed) {
      throw new IllegalStateException("the team is closed");
    }
    if (threads == 1 || parts <= 1 || isInsidePart()) {
      for (int part = 0; part < parts; part++) {
        task.run(part);
      }
      return;
    }
    running.lock();
    try {
      share(new Section(parts, task));
    } finally {
      running.unlock();
    }
  }

  private boolean isInsidePart() {
    return running.isHeldByCurrentThread()
        || (Thread.currentThread() instanceof Worker worker && worker.team() == this);
  }

  private void share(Section shared) {
    section = shared;
    for (Worker worker : workers) {
      worker.wake();
    }
    shared.work();
    shared.await();
    section = Section.NONE;
    shared.rethrow();
  }

  /**
   * Ends the workers, after the section that is running if there is one.
   *
   * @throws IllegalStateException if called from inside a part
   */
  @Override
  public void close() {
    if (isInsidePart()) {
      throw new IllegalStateException("a part may not close its own team");
    }
    running.lock();
    try {
      closed = true;
      for (Worker worker : workers) {
        worker.wake();
      }
    } finally {
      running.unlock();
    }
  }

  /** The thread that others wait for may be waiting for this core. */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void yieldAfter(long idle) {
    if (idle > YIELD_NANOS) {
      Thread.yield();
    }
  }

  private final class Worker extends Thread {
    private volatile boolean parked;

    Worker(int number) {
      super("bantam-worker-" + number);
      setDaemon(true);
    }

    Team team() {
      return Team.this;
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      long lastWork = System.nanoTime();
      while (!closed) {
        Section seen = section;
        if (seen.work()) {
          lastWork = System.nanoTime();
        }
        awaitChangeFrom(seen, lastWork);
      }
    }

    /**
     * Spins, if there was work lately: who wakes up too late to get any would only keep a core from
     * the caller.
     */
    private void awaitChangeFrom(Section seen, long lastWork) {
      long idle = System.nanoTime() - lastWork;
      while (idle < PARK_NANOS) {
        for (int i = 0; i < SPINS_PER_LOOK; i++) {
          if (section != seen || closed) {
            return;
          }
          Thread.onSpinWait();
        }
        yieldAfter(idle);
        idle = System.nanoTime() - lastWork;
      }
      // Told before the last look, so that whoever changes the section after it sees the flag.
      parked = true;
      while (section == seen && !closed) {
        LockSupport.park(this);
        Thread.interrupted();
      }
      parked = false;
    }
  }

  /** Parts of one task, claimed by whoever comes. A thread that comes too late finds none left. */
  private static final class Section {
    private static final Section NONE = new Section(0, part -> {});

    private final int parts;
    private final Part task;
    private final AtomicInteger claimed = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Thread waiter;

    Section(int parts, Part task) {
      this.parts = parts;
      this.task = task;
    }

    /** Returns whether there was any part left to claim. */
    boolean work() {
      int finished = 0;
      // The first look keeps a late thread from counting past the end for ever.
      while (claimed.get() < parts) {
        int part = claimed.getAndIncrement();
        if (part >= parts) {
          break;
        }
        if (failure.get() == null) {
          try {
            task.run(part);
          } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
          }
        }
        finished++;
      }
      if (finished > 0 && done.addAndGet(finished) == parts) {
        LockSupport.unpark(waiter);
      }
      return finished > 0;
    }

    void await() {
      long start = System.nanoTime();
      while (done.get() < parts) {
        long waited = System.nanoTime() - start;
        if (waited < PARK_NANOS) {
          Thread.onSpinWait();
          yieldAfter(waited);
        } else {
          waiter = Thread.currentThread();
          if (done.get() < parts) {
            // Bounded, as an interrupted caller is not parked at all and must not be lost either.
            LockSupport.parkNanos(this, 1_000_000);
          }
        }
      }
    }

    void rethrow() {
      Throwable thrown = failure.get();
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown != null) {
        throw new IllegalStateException("a part threw a checked exception", thrown);
      }
    }
  }
}
