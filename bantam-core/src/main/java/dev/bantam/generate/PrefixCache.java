package dev.bantam.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that nobody works on, kept because a later prompt may begin as they do: the next turn
 * of a chat, or another question about the same text.
 */
final class PrefixCache {
  /** A shared beginning of fewer tokens is not worth a fork. */
  static final int WORTH_COPYING = 32;

  private final Engine engine;
  private final long capacity;
  private final Deque<Sequence> idle = new ArrayDeque<>(); // the last used one first

  /**
   * @param capacity most tokens in all idle sequences together
   */
  PrefixCache(Engine engine, long capacity) {
    this.engine = engine;
    this.capacity = capacity;
  }

  /**
   * How many tokens at the beginning of {@code prompt} are also at that of {@code known}, not
   * counting its last: that must run to have a successor.
   */
  static int usable(int[] known, int[] prompt) {
    int end = Math.min(known.length, prompt.length - 1);
    int mismatch = Arrays.mismatch(known, 0, end, prompt, 0, end);
    return mismatch < 0 ? end : mismatch;
  }

  static int usable(Sequence known, int[] prompt) {
    return Math.min(known.commonPrefix(prompt), prompt.length - 1);
  }

  /**
   * How much of the beginning of {@code prompt} the idle or the running sequences of a mix hold.
   */
  int longest(int[] prompt, AdapterMix mix, List<Sequence> running) {
    Sequence best = best(prompt, mix, running);
    return best == null ? 0 : usable(best, prompt);
  }

  /**
   * A sequence that holds as much of the beginning of {@code prompt} as is known: an idle one, or a
   * fork of one that is kept as it is.
   */
  Sequence take(int[] prompt, AdapterMix mix, List<Sequence> running) {
    Sequence best = best(prompt, mix, running);
    if (best == null) {
      return engine.open(mix);
    }
    int common = usable(best, prompt);
    if (common >= best.size() / 2 && idle.remove(best)) {
      engine.rewind(best, common);
      return best;
    }
    boolean worth = common >= WORTH_COPYING && engine.cache().room() >= common;
    return worth ? engine.fork(best, common) : engine.open(mix);
  }

  /** The sequence that begins most as {@code prompt} does; null if none does. */
  private @Nullable Sequence best(int[] prompt, AdapterMix mix, List<Sequence> running) {
    List<Sequence> all = new ArrayList<>(idle); // first: one that can be taken over
    all.addAll(running);
    Sequence best = null;
    int longest = 0;
    for (Sequence sequence : all) {
      int common = sequence.mix().equals(mix) ? usable(sequence, prompt) : 0;
      if (common > longest) {
        best = sequence;
        longest = common;
      }
    }
    return best;
  }

  /** Keeps a sequence that nobody works on any more. */
  void give(Sequence sequence) {
    sequence.expectNothing();
    engine.rewind(sequence, sequence.cached());
    if (!sequence.isOpen() || sequence.size() == 0) {
      engine.close(sequence);
      return;
    }
    idle.addFirst(sequence);
    while (tokens() > capacity) {
      engine.close(idle.removeLast());
    }
  }

  /** Tokens of all idle sequences together. */
  long tokens() {
    return idle.stream().mapToLong(Sequence::size).sum();
  }

  /**
   * Forgets sequences, the longest unused first, until the cache has {@code room} or none is left.
   */
  void leave(long room) {
    while (!idle.isEmpty() && engine.cache().room() < room) {
      engine.close(idle.removeLast());
    }
  }

  /** Forgets all. */
  void clear() {
    idle.forEach(engine::close);
    idle.clear();
  }
}
