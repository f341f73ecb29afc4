package dev.bantam.generate;

import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.model.EncoderDecoder;
import dev.bantam.model.Model;
import dev.bantam.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Runs a model over sequences, step by step. A step is one forward pass over some waiting tokens of
 * all sequences that it is given: first those that are decoding, one token and its guesses each,
 * then as much of the prompts as fits. What a row gives does not depend on what else is in its
 * step.
 *
 * <p>Not thread-safe: one thread owns the engine.
 */
final class Engine implements AutoCloseable {
  /** Logits computed at once: 16 MiB of floats. */
  private static final int LOGITS = 4 << 20;

  /** A step this many times smaller than the last lets go of its buffers. */
  private static final int SHRINK = 8;

  private final Model model;
  private final Team team;
  private final KvCache cache;
  private final int chunk;
  private final AdapterMix adapters;
  private final Pass.Scratch scratch = new Pass.Scratch();
  private final BitSet ids = new BitSet();
  private int lastRows;

  /** An engine for a model without adapters. */
  Engine(Model model, Team team, DType cacheType, long capacity, int chunk) {
    this(model, team, cacheType, capacity, chunk, AdapterMix.NONE);
  }

  /**
   * @param cacheType see {@link KvCache}; a model that is not causal caches nothing for long and
   *     always uses {@code F32}
   * @param capacity most tokens in all sequences together
   * @param chunk most rows in a step; whole sequences of a model that is not causal may be longer
   * @param adapters what a sequence wants of the model's adapters unless it says otherwise
   */
  Engine(Model model, Team team, DType cacheType, long capacity, int chunk, AdapterMix adapters) {
    if (chunk < 1) {
      throw new IllegalArgumentException("chunk must be at least 1 row, not " + chunk);
    }
    this.model = model;
    this.team = team;
    this.chunk = chunk;
    this.adapters = adapters;
    this.cache =
        new KvCache(
            model.facts().memory(), model.facts().causal() ? cacheType : DType.F32, capacity);
  }

  KvCache cache() {
    return cache;
  }

  /** Most rows of a step. */
  int chunk() {
    return chunk;
  }

  /** An empty sequence. */
  Sequence open() {
    return open(adapters);
  }

  /** An empty sequence that wants its own mix of the model's adapters. */
  Sequence open(AdapterMix mix) {
    int id = ids.nextClearBit(0);
    ids.set(id);
    return new Sequence(id, mix);
  }

  /** Forgets a sequence and what is cached of it. */
  void close(Sequence sequence) {
    if (!sequence.isOpen()) {
      return;
    }
    sequence.close();
    cache.remove(sequence.id());
    ids.clear(sequence.id());
  }

  /**
   * Keeps at most the first {@code length} tokens of a sequence.
   *
   * @return how many are left: 0 where the model has recurrent state, which cannot go back
   */
  int rewind(Sequence sequence, int length) {
    if (length < sequence.cached()) {
      sequence.cut(cache.truncate(sequence.id(), length));
    } else {
      sequence.cut(sequence.cached());
    }
    return sequence.size();
  }

  /**
   * A new sequence that begins as the first {@code length} cached tokens of another; empty where
   * the model has recurrent state for more than those.
   *
   * @throws CacheFullException if the cache has no room for it
   */
  Sequence fork(Sequence source, int length) {
    Sequence fork = open(source.mix());
    try {
      int copied = cache.copy(source.id(), fork.id(), length);
      fork.append(source.tokens(copied));
      fork.ran(copied);
      return fork;
    } catch (CacheFullException e) {
      close(fork);
      throw e;
    }
  }

  /**
   * Lets the encoder of an encoder-decoder read a source text for a new sequence.
   *
   * @throws CacheFullException if the cache has no room for it
   */
  void encode(Sequence sequence, int[] source) {
    cache.reserve(sequence.id(), source.length);
    List<AdapterMix> mixes = Collections.nCopies(source.length, sequence.mix());
    Pass pass = pass(Batch.of(sequence.id(), 0, source), mixes);
    try (Pass.Scope _ = pass.scope(-1)) {
      ((EncoderDecoder) model).encode(pass);
    }
  }

  /**
   * Scores a classifier's labels.
   *
   * @param pooled a hidden state [width] for each text
   * @return [labels] for each
   */
  List<float[]> classify(List<float[]> pooled) {
    int n = pooled.size();
    Pass pass =
        pass(new Batch(new int[n], new int[n], new int[n]), Collections.nCopies(n, adapters));
    try (Pass.Scope _ = pass.scope(-1)) {
      Rows rows = pass.rows(n, model.facts().width());
      for (int i = 0; i < n; i++) {
        System.arraycopy(pooled.get(i), 0, rows.value(), i * rows.d(), rows.d());
      }
      Rows scores = model.classify(rows, pass);
      List<float[]> all = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        all.add(Arrays.copyOfRange(scores.value(), i * scores.d(), (i + 1) * scores.d()));
      }
      return all;
    }
  }

  /**
   * Runs one step.
   *
   * @param prefill most rows of prompts beside sequences that decode
   * @return the number of tokens run; 0 if none of the sequences had any waiting
   * @throws CacheFullException if the cache has no room for them; nothing was run then
   */
  int step(Collection<Sequence> active, int prefill) {
    List<Share> shares = shares(active, prefill);
    int rows = shares.stream().mapToInt(Share::rows).sum();
    if (rows == 0) {
      return 0;
    }
    for (Share share : shares) {
      cache.reserve(share.sequence.id(), share.from + share.rows);
    }
    if ((long) rows * SHRINK < lastRows) {
      scratch.clear();
    }
    lastRows = rows;
    Pass pass = pass(batch(shares, rows), mixes(shares));
    try (Pass.Scope _ = pass.scope(-1)) {
      Rows hidden = model.hidden(pass);
      shares.forEach(share -> share.sequence.ran(share.rows));
      giveHidden(shares, hidden);
      giveLogits(shares, hidden, pass);
      shares.forEach(this::dropWrongGuesses);
    } catch (RuntimeException | Error e) {
      // The layers may have got to different positions: nothing of these sequences is valid.
      shares.forEach(share -> close(share.sequence));
      throw e;
    }
    return rows;
  }

  /** As the other, without a bound but the chunk's. */
  int step(Collection<Sequence> active) {
    return step(active, chunk);
  }

  /**
   * @param mixes [n] of the batch's rows
   */
  private Pass pass(Batch batch, List<AdapterMix> mixes) {
    Pass pass = new Pass(batch, cache, team, scratch, null);
    return mixes.stream().allMatch(AdapterMix::isFull)
        ? pass
        : pass.scalingAdapters(AdapterMix.byAdapter(mixes));
  }

  private static List<AdapterMix> mixes(List<Share> shares) {
    List<AdapterMix> mixes = new ArrayList<>();
    for (Share share : shares) {
      mixes.addAll(Collections.nCopies(share.rows, share.sequence.mix()));
    }
    return mixes;
  }

  /** Forgets what is cached of tokens that the sequence has dropped. */
  private void dropWrongGuesses(Share share) {
    if (share.sequence.cached() < share.from + share.rows) {
      cache.truncate(share.sequence.id(), share.sequence.cached());
    }
  }

  /** The first {@code rows} waiting tokens of a sequence, at positions {@code from} on. */
  private record Share(Sequence sequence, int from, int rows) {
    Share(Sequence sequence, int rows) {
      this(sequence, sequence.cached(), rows);
    }
  }

  private List<Share> shares(Collection<Sequence> active, int prefill) {
    List<Share> shares = new ArrayList<>();
    int room = chunk;
    for (Sequence sequence : active) {
      if (isDecoding(sequence) && room > 0) {
        Share share = new Share(sequence, Math.min(room, sequence.waiting()));
        shares.add(share);
        room -= share.rows;
      }
    }
    room = shares.isEmpty() ? room : Math.min(room, prefill);
    for (Sequence sequence : active) {
      if (sequence.waiting() > 0 && !isDecoding(sequence) && room > 0) {
        int rows = model.facts().causal() ? Math.min(room, sequence.waiting()) : sequence.waiting();
        shares.add(new Share(sequence, rows));
        room -= rows;
      }
    }
    return shares;
  }

  /** Whether a sequence goes on from its prompt, by one token and its guesses. */
  static boolean isDecoding(Sequence sequence) {
    return sequence.waiting() - sequence.guessed() == 1;
  }

  private static Batch batch(List<Share> shares, int n) {
    int[] tokens = new int[n];
    int[] sequences = new int[n];
    int[] positions = new int[n];
    int[] types = new int[n];
    int at = 0;
    for (Share share : shares) {
      for (int i = 0; i < share.rows; i++, at++) {
        positions[at] = share.from + i;
        tokens[at] = share.sequence.token(positions[at]);
        types[at] = share.sequence.type(positions[at]);
        sequences[at] = share.sequence.id();
      }
    }
    return new Batch(tokens, sequences, positions, types);
  }

  private static void giveHidden(List<Share> shares, Rows hidden) {
    int row = 0;
    for (Share share : shares) {
      for (int i = 0; i < share.rows; i++, row++) {
        if (share.sequence.wants(share.from + i, Sequence.Kind.HIDDEN)) {
          share.sequence.give(share.from + i, hidden, row);
        }
      }
    }
  }

  /** Projects just the rows whose logits somebody wants, a bounded number at a time. */
  private void giveLogits(List<Share> shares, Rows hidden, Pass pass) {
    List<Wanted> wanted = new ArrayList<>();
    int row = 0;
    for (Share share : shares) {
      for (int i = 0; i < share.rows; i++, row++) {
        if (share.sequence.wants(share.from + i, Sequence.Kind.LOGITS)) {
          wanted.add(new Wanted(share.sequence, share.from + i, row));
        }
      }
    }
    int group = Math.max(1, LOGITS / Math.max(1, model.facts().vocabulary()));
    for (int from = 0; from < wanted.size(); from += group) {
      List<Wanted> part = wanted.subList(from, Math.min(wanted.size(), from + group));
      try (Pass.Scope _ = pass.scope(-1)) {
        Rows picked = pass.rows(part.size(), hidden.d());
        for (int i = 0; i < part.size(); i++) {
          System.arraycopy(
              hidden.value(),
              part.get(i).row * hidden.d(),
              picked.value(),
              i * hidden.d(),
              hidden.d());
        }
        int[] rows = part.stream().mapToInt(Wanted::row).toArray();
        Rows logits = model.logits(picked, pass.picking(rows));
        for (int i = 0; i < part.size(); i++) {
          part.get(i).sequence.give(part.get(i).position, logits, i);
        }
      }
    }
  }

  private record Wanted(Sequence sequence, int position, int row) {}

  @Override
  public void close() {
    cache.close();
  }
}
