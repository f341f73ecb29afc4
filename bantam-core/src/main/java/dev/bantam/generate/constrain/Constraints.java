package dev.bantam.generate.constrain;

import dev.bantam.tokenizer.Tokenizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Grammars bound to the tokens of one model. What is found out about a grammar is kept for the next
 * answer of the same form. For one thread at a time, but for {@link #prepare}.
 */
public final class Constraints {
  /** How many grammars are remembered. */
  private static final int REMEMBERED = 16;

  private record Key(Grammar grammar, boolean controlText) {}

  private final Tokenizer tokenizer;
  private final Map<Key, Compiled> compiled = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Boolean, Pieces> pieces = new ConcurrentHashMap<>();

  public Constraints(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Sorts the model's tokens, which takes a second for many, unless that is done. Any thread may do
   * it before an answer begins.
   */
  public void prepare(boolean controlText) {
    var _ = pieces(controlText);
  }

  private Pieces pieces(boolean controlText) {
    return pieces.computeIfAbsent(controlText, c -> new Pieces(tokenizer, c));
  }

  /**
   * Begins an answer.
   *
   * @param controlText whether control tokens count with their text; else they may not come
   * @throws IllegalArgumentException if the grammar names a token that the model does not have
   */
  public Constraint begin(Grammar grammar, boolean controlText) {
    Key key = new Key(grammar, controlText);
    Compiled known = compiled.get(key);
    if (known == null) {
      known = new Compiled(grammar, pieces(controlText));
      compiled.put(key, known);
      if (compiled.size() > REMEMBERED) {
        compiled.remove(compiled.keySet().iterator().next());
      }
    }
    return new Constraint(known);
  }

  /** What tokens add to a text. */
  static final class Pieces {
    private final Tokenizer tokenizer;
    private final Set<Integer> ends;
    private final byte[][] bytes;
    private final PieceTrie trie;

    Pieces(Tokenizer tokenizer, boolean controlText) {
      this.tokenizer = tokenizer;
      ends = tokenizer.endOfGeneration();
      bytes = new byte[tokenizer.size()][];
      for (int id = 0; id < bytes.length; id++) {
        bytes[id] = ends.contains(id) ? new byte[0] : tokenizer.piece(id, controlText);
      }
      trie = new PieceTrie(bytes);
    }

    /** The number of a token that a grammar names. */
    int id(Expression.Token token) {
      int id = token.text().isEmpty() ? token.id() : tokenizer.id(token.text());
      if (id < 0 || id >= bytes.length) {
        throw new IllegalArgumentException(
            token.text().isEmpty()
                ? "the grammar names token %d; the model has %d".formatted(id, bytes.length)
                : "the grammar names the token '%s', which the model does not have"
                    .formatted(token.text()));
      }
      return id;
    }
  }

  /** A grammar bound to tokens, with what is known of it. */
  static final class Compiled {
    private final Pieces pieces;
    private final States states;
    private final Map<Expression.Token, Integer> named = new HashMap<>();

    Compiled(Grammar grammar, Pieces pieces) {
      this.pieces = pieces;
      this.states = new States(grammar.program(), pieces.trie.longest());
      grammar.program().tokens().forEach(token -> named.put(token, pieces.id(token)));
    }

    State start() {
      return states.start();
    }

    boolean isEnd(int token) {
      return pieces.ends.contains(token);
    }

    /** The state after a token that does not end the answer; dead if it may not come. */
    State after(State from, int token) {
      states.begin();
      State state = pieces.bytes[token].length == 0 ? null : from;
      for (int i = 0; state != null && i < pieces.bytes[token].length; i++) {
        state = states.after(state, pieces.bytes[token][i] & 0xff);
      }
      return named.isEmpty() ? orDead(state) : either(orDead(state), from, token);
    }

    private State orDead(@Nullable State state) {
      return state == null ? states.dead() : state;
    }

    private State either(State byText, State from, int token) {
      State byName = states.afterToken(from, t -> matches(t, token));
      // A character that has only begun cannot be one of two ways.
      return byName.isDead() || byText.partial.missing() > 0
          ? byText.isDead() ? byName : byText
          : states.either(byText, byName);
    }

    private boolean matches(Expression.Token wanted, int token) {
      boolean same = named.get(wanted) == token;
      return wanted.other() ? !same && pieces.bytes[token].length > 0 : same;
    }

    /** As {@link Constraint#allowed}. */
    long[] allowed(State from) {
      State state = from.typical;
      long[] known = state.mask;
      if (known == null) {
        states.begin();
        known = pieces.trie.allowed(states, state);
        addNamed(state, known);
        if (state.accepting) {
          for (int end : pieces.ends) {
            known[end >> 6] |= 1L << end;
          }
        }
        state.mask = known;
        states.weighs(known.length);
      }
      return known;
    }

    private void addNamed(State state, long[] bits) {
      for (Node node : state.nodes) {
        if (node instanceof Node.Whole whole) {
          int id = named.get(whole.token);
          long[] tokens = whole.token.other() ? pieces.trie.all() : new long[bits.length];
          tokens[id >> 6] ^= 1L << id; // takes it away from all, or is the only one
          for (int i = 0; i < bits.length; i++) {
            bits[i] |= tokens[i];
          }
        }
      }
    }
  }
}
