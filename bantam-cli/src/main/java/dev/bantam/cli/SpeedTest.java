package dev.bantam.cli;

import dev.bantam.generate.KvCache;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.model.Model;
import dev.bantam.tensor.DType;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * One test of {@code bantam bench}: prefill or decode, in the sense of llama-bench.
 *
 * @param prompt tokens to prefill; 0 in a decode test
 * @param generate tokens that each sequence decodes; 0 in a prefill test
 * @param depth tokens that each sequence has cached before
 * @param parallel sequences that decode together
 */
record SpeedTest(int prompt, int generate, int depth, int parallel, int threads) {
  /** Most tokens in a pass. */
  static final int BATCH = 512;

  /** How long a test warms up the JIT, the page cache and the buffers, in ns. */
  private static final long WARM_UP = 2_000_000_000L;

  /** As llama-bench writes it: {@code tg64 @ d4096}. */
  String name() {
    return (prompt > 0 ? "pp" + prompt : "tg" + generate)
        + (parallel > 1 ? " x " + parallel : "")
        + (depth > 0 ? " @ d" + depth : "");
  }

  /** Tokens that are run in a repetition. */
  int tokens() {
    return (prompt + generate) * parallel;
  }

  /**
   * Warms up, then measures.
   *
   * @param progress told each repetition's number before it begins
   * @return nanoseconds of each repetition
   */
  long[] measure(Model model, DType cacheType, int repetitions, IntConsumer progress) {
    long capacity = (long) parallel * (depth + prompt + generate);
    long[] nanos = new long[repetitions];
    try (Team team = new Team(threads);
        KvCache cache = new KvCache(model.facts().memory(), cacheType, capacity)) {
      Runner runner = new Runner(model, cache, team);
      long start = System.nanoTime();
      do {
        runner.run();
      } while (System.nanoTime() - start < WARM_UP);
      for (int i = 0; i < repetitions; i++) {
        progress.accept(i);
        nanos[i] = runner.run();
      }
    }
    return nanos;
  }

  private final class Runner {
    private final Model model;
    private final KvCache cache;
    private final Team team;
    private final Pass.Scratch scratch = new Pass.Scratch();
    private final int[] ids;
    private boolean ran;

    Runner(Model model, KvCache cache, Team team) {
      this.model = model;
      this.cache = cache;
      this.team = team;
      ids =
          new SplittableRandom(1)
              .ints(Math.max(depth + prompt, parallel), 0, model.facts().vocabulary())
              .toArray();
    }

    /** Nanoseconds for the test's tokens, after those of its depth. */
    long run() {
      for (int sequence = 0; sequence < parallel; sequence++) {
        // What stands before a test is kept from one repetition to the next, if the model's can be.
        int kept = ran ? cache.truncate(sequence, depth) : 0;
        cache.reserve(sequence, depth + prompt + generate);
        prefill(sequence, kept, depth);
      }
      ran = true;
      long start = System.nanoTime();
      prefill(0, depth, depth + prompt);
      for (int i = 0; i < generate; i++) {
        decode(depth + i);
      }
      return System.nanoTime() - start;
    }

    private void prefill(int sequence, int from, int to) {
      for (int at = from; at < to; at += BATCH) {
        pass(Batch.of(sequence, at, Arrays.copyOfRange(ids, at, Math.min(to, at + BATCH))), 1);
      }
    }

    private void decode(int position) {
      int[] sequences = new int[parallel];
      int[] positions = new int[parallel];
      Arrays.setAll(sequences, sequence -> sequence);
      Arrays.fill(positions, position);
      pass(new Batch(Arrays.copyOf(ids, parallel), sequences, positions), parallel);
    }

    /** One pass, with the logits of its last rows. */
    private void pass(Batch batch, int logits) {
      Pass pass = new Pass(batch, cache, team, scratch, null);
      try (Pass.Scope _ = pass.scope(-1)) {
        Rows hidden = model.hidden(pass);
        float[] last =
            Arrays.copyOfRange(
                hidden.value(), (hidden.n() - logits) * hidden.d(), hidden.n() * hidden.d());
        model.logits(new Rows(logits, hidden.d(), last), pass);
      }
    }
  }
}
