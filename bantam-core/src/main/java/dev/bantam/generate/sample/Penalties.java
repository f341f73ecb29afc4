package dev.bantam.generate.sample;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes tokens that occurred lately less likely: divides a positive logit by the repeat penalty
 * (CTRL, arXiv 1909.05858; a negative one is multiplied), then subtracts the frequency penalty for
 * each occurrence and the presence penalty once. It runs while candidate i is token i.
 */
final class Penalties implements Sampler {
  private final float repeat;
  private final float frequency;
  private final float presence;
  private final History history;
  private final Map<Integer, Integer> counts = new HashMap<>();

  /**
   * @param lastN how many tokens back count; -1 for all
   */
  Penalties(int lastN, float repeat, float frequency, float presence) {
    this.repeat = repeat;
    this.frequency = frequency;
    this.presence = presence;
    this.history = new History(lastN);
  }

  @Override
  public void apply(Candidates candidates) {
    counts.forEach(
        (token, count) -> {
          if (token < candidates.size()) {
            float logit = candidates.logit(token);
            logit = logit <= 0 ? logit * repeat : logit / repeat;
            candidates.setLogit(token, logit - (count * frequency + presence));
          }
        });
  }

  @Override
  public void accept(int token) {
    counts.merge(token, 1, Integer::sum);
    int old = history.add(token);
    if (old >= 0) {
      counts.computeIfPresent(old, (t, count) -> count == 1 ? null : count - 1);
    }
  }
}
