package dev.bantam.generate.sample;

import java.util.Map;

/** Adds a number to the logits of some tokens; it runs first, while candidate i is token i. */
final class LogitBias implements Sampler {
  private final Map<Integer, Float> bias;

  LogitBias(Map<Integer, Float> bias) {
    this.bias = bias;
  }

  @Override
  public void apply(Candidates candidates) {
    bias.forEach(
        (token, add) -> {
          if (token < candidates.size()) {
            candidates.setLogit(token, candidates.logit(token) + add);
          }
        });
  }
}
