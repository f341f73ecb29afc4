package dev.bantam.generate.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The token sequences that {@link Dry} does not look across: every token whose text contains a
 * breaker, and every token whose end begins one, together with the tokens of the rest.
 */
public final class DryBreakers {
  /** None. */
  public static final DryBreakers NONE = new DryBreakers(Map.of());

  private static final int MAX_CHARS = 40;
  private static final int MAX_TAIL = 20;

  private final Map<Integer, List<int[]>> tails;

  private DryBreakers(Map<Integer, List<int[]>> tails) {
    this.tails = tails;
  }

  /** Breakers that are given as token sequences. */
  static DryBreakers ofTokens(List<int[]> sequences) {
    Map<Integer, List<int[]>> tails = new HashMap<>();
    for (int[] sequence : sequences) {
      add(tails, sequence[0], Arrays.copyOfRange(sequence, 1, sequence.length));
    }
    return new DryBreakers(tails);
  }

  /**
   * Finds the breakers in a vocabulary.
   *
   * @param breakers texts; only their first 40 characters count
   * @param vocabulary number of tokens
   * @param text a token's text, of special tokens too
   * @param tokenize a text's tokens, without specials
   */
  public static DryBreakers of(
      List<String> breakers,
      int vocabulary,
      IntFunction<String> text,
      Function<String, int[]> tokenize) {
    Map<Integer, List<int[]>> tails = new HashMap<>();
    for (int token = 0; token < vocabulary; token++) {
      String piece = text.apply(token);
      for (String breaker : breakers) {
        if (!breaker.isEmpty()) {
          String cut = breaker.substring(0, Math.min(MAX_CHARS, breaker.length()));
          addOverlaps(tails, token, piece, cut, tokenize);
        }
      }
    }
    return new DryBreakers(tails);
  }

  private static void addOverlaps(
      Map<Integer, List<int[]>> tails,
      int token,
      String piece,
      String breaker,
      Function<String, int[]> tokenize) {
    if (piece.contains(breaker)) {
      add(tails, token, new int[0]);
      return;
    }
    for (int at = Math.max(0, piece.length() - breaker.length() + 1); at < piece.length(); at++) {
      int overlap = piece.length() - at;
      if (piece.startsWith(breaker.substring(0, overlap), at)) {
        int[] tail = tokenize.apply(breaker.substring(overlap));
        add(tails, token, Arrays.copyOf(tail, Math.min(tail.length, MAX_TAIL)));
      }
    }
  }

  private static void add(Map<Integer, List<int[]>> tails, int token, int[] tail) {
    List<int[]> list = tails.computeIfAbsent(token, t -> new ArrayList<>());
    if (list.stream().noneMatch(other -> Arrays.equals(other, tail))) {
      list.add(tail);
    }
  }

  /** What may follow {@code token} to complete a breaker that it begins. */
  List<int[]> tails(int token) {
    return tails.getOrDefault(token, List.of());
  }

  /** Whether the token alone is a breaker. */
  boolean isSingle(int token) {
    return tails(token).stream().anyMatch(tail -> tail.length == 0);
  }
}
