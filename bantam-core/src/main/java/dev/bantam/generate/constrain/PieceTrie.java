package dev.bantam.generate.constrain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The pieces of text that tokens stand for, as a trie. Its nodes lie in the order in which a walk
 * meets them, each with the place after its last descendant, so that a walk is one pass over arrays
 * and skips what cannot come.
 */
final class PieceTrie {
  /** A character has begun and not ended. */
  private static final int INSIDE = -1;

  /** No UTF-8. */
  private static final int MALFORMED = -2;

  private final byte[] labels;
  private final int[] depths;
  private final int[] ends;
  private final int[] characters; // [nodes] what ends there, INSIDE or MALFORMED
  private final Map<Integer, PartialCharacter> begun = new HashMap<>(); // at nodes with tokens
  private final int[] first; // [nodes + 1] of each node's tokens in ids
  private final int[] ids;
  private final int longest;
  private final int tokens;

  /**
   * @param pieces [tokens] the bytes of each; an empty piece is in no text
   */
  PieceTrie(byte[][] pieces) {
    tokens = pieces.length;
    ids =
        IntStream.range(0, tokens)
            .filter(id -> pieces[id].length > 0)
            .boxed()
            .sorted(Comparator.comparing((Integer id) -> pieces[id], Arrays::compareUnsigned))
            .mapToInt(id -> id)
            .toArray();
    longest = IntStream.of(ids).map(id -> pieces[id].length).max().orElse(0);
    int nodes = 0;
    byte[] last = new byte[0];
    for (int id : ids) {
      nodes += pieces[id].length - common(last, pieces[id]);
      last = pieces[id];
    }
    labels = new byte[nodes];
    depths = new int[nodes];
    ends = new int[nodes];
    characters = new int[nodes];
    first = new int[nodes + 1];
    fill(pieces);
    decode();
  }

  private void fill(byte[][] pieces) {
    int[] path = new int[longest];
    byte[] last = new byte[0];
    int node = 0;
    for (int i = 0; i < ids.length; i++) {
      byte[] piece = pieces[ids[i]];
      int common = common(last, piece);
      for (int depth = common; depth < last.length; depth++) {
        ends[path[depth]] = node;
      }
      for (int depth = common; depth < piece.length; depth++) {
        labels[node] = piece[depth];
        depths[node] = depth;
        first[node] = i;
        path[depth] = node++;
      }
      last = piece;
    }
    for (int depth = 0; depth < last.length; depth++) {
      ends[path[depth]] = node;
    }
    first[node] = ids.length;
  }

  /** Finds the characters that end at nodes, if pieces begin with a character. */
  private void decode() {
    PartialCharacter[] path = new PartialCharacter[longest + 1];
    path[0] = PartialCharacter.NONE;
    for (int node = 0; node < labels.length; ) {
      int depth = depths[node];
      PartialCharacter character = path[depth].add(labels[node] & 0xff);
      boolean inside = character != null && character.missing() > 0;
      if (character == null || !inside && !character.isWhole()) {
        characters[node] = MALFORMED;
        node = ends[node];
        continue;
      }
      characters[node] = inside ? INSIDE : character.value();
      path[depth + 1] = inside ? character : PartialCharacter.NONE;
      if (inside && first[node] < first[node + 1]) {
        begun.put(node, character);
      }
      node++;
    }
  }

  private static int common(byte[] a, byte[] b) {
    int end = Math.min(a.length, b.length);
    int mismatch = Arrays.mismatch(a, 0, end, b, 0, end);
    return mismatch < 0 ? end : mismatch;
  }

  /** Bytes of the longest piece. */
  int longest() {
    return longest;
  }

  /** Bits of the tokens whose pieces can come after {@code from}. */
  long[] allowed(States states, State from) {
    long[] bits = new long[(tokens + 63) / 64];
    boolean inside = from.partial.missing() > 0; // then pieces do not begin with a character
    State[] path = new State[longest + 1];
    path[0] = from;
    for (int node = 0; node < labels.length; ) {
      int depth = depths[node];
      State state =
          inside
              ? states.after(path[depth], labels[node] & 0xff)
              : after(states, path[depth], node);
      if (state.isDead()) {
        node = ends[node];
        continue;
      }
      path[depth + 1] = state;
      for (int i = first[node]; i < first[node + 1]; i++) {
        bits[ids[i] >> 6] |= 1L << ids[i];
      }
      node++;
    }
    return bits;
  }

  /** Inside a character the state stays what it was, so long as no token ends there. */
  private State after(States states, State state, int node) {
    int character = characters[node];
    if (character >= 0) {
      return states.afterCharacter(state, character);
    }
    if (character == MALFORMED) {
      return states.dead();
    }
    PartialCharacter partial = begun.get(node);
    return partial == null || states.canTake(state, partial) ? state : states.dead();
  }

  /** Bits of all tokens that have a piece. */
  long[] all() {
    long[] bits = new long[(tokens + 63) / 64];
    for (int id : ids) {
      bits[id >> 6] |= 1L << id;
    }
    return bits;
  }
}
