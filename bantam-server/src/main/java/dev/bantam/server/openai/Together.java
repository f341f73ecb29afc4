package dev.bantam.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with each of several answers that are being made. */
final class Together {
  private Together() {}

  /** What is done with the answer of a number. */
  @FunctionalInterface
  interface Task<T> {
    T run(int index) throws Exception;
  }

  /**
   * Runs the tasks 0 to n - 1 at once: an answer that nobody takes would pause.
   *
   * @return their results in order
   * @throws Exception of the first that failed; the others are interrupted
   */
  static <T> List<T> all(int n, Task<T> task) throws Exception {
    if (n == 1) {
      return List.of(task.run(0));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        int index = i;
        futures.add(threads.submit(() -> task.run(index)));
      }
      try {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
          results.add(future.get());
        }
        return results;
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }
}
