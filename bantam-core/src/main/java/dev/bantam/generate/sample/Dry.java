package dev.bantam.generate.sample;

import java.util.HashMap;
import java.util.Map;

/**
 * "Don't repeat yourself" (oobabooga/text-generation-webui, pull request 5677): a token that would
 * continue a stretch which already stands in the text loses {@code multiplier * base ^ (length of
 * the stretch - allowed)}. Stretches do not reach over a sequence breaker. It runs while candidate
 * i is token i.
 */
final class Dry implements Sampler {
  /** ln of the largest float: base ^ exponent must stay below it. */
  private static final double MAX_LOG = Math.log(Float.MAX_VALUE);

  private final float multiplier;
  private final float base;
  private final int allowed;
  private final DryBreakers breakers;
  private final History history;

  /**
   * @param allowed longest repetition that costs nothing
   * @param lastN how many tokens back are searched; -1 for all
   */
  Dry(float multiplier, float base, int allowed, int lastN, DryBreakers breakers) {
    this.multiplier = multiplier;
    this.base = base;
    this.allowed = allowed;
    this.breakers = breakers;
    this.history = new History(lastN);
  }

  @Override
  public void accept(int token) {
    history.add(token);
  }

  @Override
  public void apply(Candidates candidates) {
    int limit = history.size() <= allowed ? -1 : sinceBreaker();
    if (limit < allowed) {
      return;
    }
    Map<Integer, Integer> longest = longestRepeats(limit);
    if (longest.isEmpty()) {
      return;
    }
    int most = base > 1.000001f ? (int) (MAX_LOG / Math.log(base)) : Integer.MAX_VALUE;
    longest.forEach(
        (token, repeat) -> {
          if (token < candidates.size() && !breakers.isSingle(token)) {
            float penalty = (float) (multiplier * Math.pow(base, Math.min(repeat - allowed, most)));
            candidates.setLogit(token, candidates.logit(token) - penalty);
          }
        });
  }

  /** How many of the newest tokens stand after the last sequence breaker. */
  private int sinceBreaker() {
    for (int i = 0; i < history.size(); i++) {
      int longest = -1;
      for (int[] tail : breakers.tails(history.last(i))) {
        if (tail.length > longest && tail.length <= i && follows(tail, i)) {
          longest = tail.length;
        }
      }
      if (longest >= 0) {
        return i - longest;
      }
    }
    return history.size();
  }

  /** Whether {@code tail} stands right after the token that is {@code i} places back. */
  private boolean follows(int[] tail, int i) {
    for (int j = 0; j < tail.length; j++) {
      if (tail[j] != history.last(i - j - 1)) {
        return false;
      }
    }
    return true;
  }

  /**
   * For each token that once came after what the text now ends with: the length of the longest such
   * ending, where it is at least {@link #allowed} and at most {@code limit}.
   */
  private Map<Integer, Integer> longestRepeats(int limit) {
    int[] matches = matches();
    Map<Integer, Integer> longest = new HashMap<>();
    for (int k = 1; k < matches.length; k++) {
      int length = Math.min(matches[k], limit);
      if (length >= allowed) {
        longest.merge(history.last(k - 1), length, Math::max);
      }
    }
    return longest;
  }

  /**
   * The Z function of the reversed text: [k] is how many tokens before and at place k (counted back
   * from the newest) equal the newest ones. Linear in the text's length.
   */
  private int[] matches() {
    int n = history.size();
    int[] z = new int[n];
    int left = 0;
    int right = 0;
    for (int k = 1; k < n; k++) {
      int length = k < right ? Math.min(right - k, z[k - left]) : 0;
      while (k + length < n && history.last(length) == history.last(k + length)) {
        length++;
      }
      z[k] = length;
      if (k + length > right) {
        left = k;
        right = k + length;
      }
    }
    return z;
  }
}
