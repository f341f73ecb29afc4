package dev.bantam.layer;

import org.jspecify.annotations.Nullable;

/**
 * What varies between the attention layers of models. Set what differs from plain causal multi-head
 * attention; the wiring of a model reads the rest from its file.
 */
public final class AttentionOptions {
  int heads = 1;
  int kvHeads = 1;
  int keyDim;
  int valueDim;
  float scale;
  @Nullable Rotary rotary;
  @Nullable Norm queryNorm;
  @Nullable Norm keyNorm;
  int window;
  boolean causal = true;
  float softcap;
  float clamp;
  float @Nullable [] slopes;
  float @Nullable [] sinks;
  @Nullable RelativeBias relativeBias;

  /**
   * Shapes: {@code heads} queries share {@code kvHeads} keys and values; the scale becomes
   * 1/sqrt(keyDim).
   */
  public AttentionOptions heads(int heads, int kvHeads, int keyDim, int valueDim) {
    this.heads = heads;
    this.kvHeads = kvHeads;
    this.keyDim = keyDim;
    this.valueDim = valueDim;
    this.scale = (float) (1 / Math.sqrt(keyDim));
    return this;
  }

  /** Factor of query times key. */
  public AttentionOptions scale(float scale) {
    this.scale = scale;
    return this;
  }

  /** Turns queries and keys by position; null for none. */
  public AttentionOptions rotary(@Nullable Rotary rotary) {
    this.rotary = rotary;
    return this;
  }

  /**
   * Normalises queries and keys before they are turned: whole rows or heads, as the norms' sizes
   * say.
   */
  public AttentionOptions norms(@Nullable Norm query, @Nullable Norm key) {
    this.queryNorm = query;
    this.keyNorm = key;
    return this;
  }

  /**
   * How far a token sees. Causal: itself and {@code window} - 1 tokens before. Otherwise {@code
   * window} / 2 on either side. 0: everything.
   */
  public AttentionOptions window(int window) {
    this.window = window;
    return this;
  }

  /** Lets every token see the whole sequence, which must then be one batch. */
  public AttentionOptions bidirectional() {
    this.causal = false;
    return this;
  }

  /** Bounds scores to (-cap, cap) by cap tanh(score / cap); 0 for none. */
  public AttentionOptions softcap(float cap) {
    this.softcap = cap;
    return this;
  }

  /** Cuts queries, keys and values off at ± {@code bound} after projection; 0 for none. */
  public AttentionOptions clamp(float bound) {
    this.clamp = bound;
    return this;
  }

  /**
   * ALiBi (arXiv 2108.12409): a head's scores fall with distance.
   *
   * @param slopes [heads], or null for none
   */
  public AttentionOptions alibi(float @Nullable [] slopes) {
    this.slopes = slopes;
    return this;
  }

  /**
   * A learned score for each head that takes part in the softmax and adds nothing: [heads], or
   * null.
   */
  public AttentionOptions sinks(float @Nullable [] sinks) {
    this.sinks = sinks;
    return this;
  }

  /** T5's learned bias by distance, or null. */
  public AttentionOptions relativeBias(@Nullable RelativeBias bias) {
    this.relativeBias = bias;
    return this;
  }

  /** What a token takes in this layer's memory. */
  public LayerMemory memory() {
    return new LayerMemory(kvHeads, keyDim, valueDim);
  }

  /**
   * ALiBi's slopes: 2^(-bias i / n), with the paper's rule for head counts that are no power of
   * two.
   */
  public static float[] alibiSlopes(int heads, float maxBias) {
    int power = Integer.highestOneBit(heads);
    double first = Math.pow(2, -maxBias / power);
    double between = Math.pow(2, -maxBias / 2 / power);
    float[] slopes = new float[heads];
    for (int h = 0; h < heads; h++) {
      slopes[h] =
          (float) (h < power ? Math.pow(first, h + 1) : Math.pow(between, 2 * (h - power) + 1));
    }
    return slopes;
  }
}
