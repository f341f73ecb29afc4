package dev.bantam.generate;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sequences that nobody works on, kept because a later prompt may begin as they do: the next turn
 * of a chat, or another question about the same text.
 */
final class PrefixCache {
  /** A shared beginning of fewer tokens is not worth a copy. */
  private static final int WORTH_COPYING = 32;

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
   * A sequence that holds as much of the beginning of {@code prompt} as is known, but not all of
   * it: the last token must run to have a successor.
   */
  Sequence take(int[] prompt) {
    Sequence best = null;
    int common = 0;
    for (Sequence sequence : idle) {
      int prefix = Math.min(sequence.commonPrefix(prompt), prompt.length - 1);
      if (prefix > common) {
        best = sequence;
        common = prefix;
      }
    }
    if (best == null) {
      return engine.open();
    }
    if (common >= best.size() / 2) {
      idle.remove(best);
      engine.rewind(best, common);
      return best;
    }
    return common < WORTH_COPYING ? engine.open() : engine.fork(best, common);
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
    while (idle.stream().mapToLong(Sequence::size).sum() > capacity) {
      engine.close(idle.removeLast());
    }
  }

  /** Forgets all. */
  void clear() {
    idle.forEach(engine::close);
    idle.clear();
  }
}
