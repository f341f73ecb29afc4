package dev.bantam.generate;

/**
 * A token and its log-probability.
 *
 * @param logprob natural logarithm of the model's own probability, before any sampler
 */
public record TokenScore(int token, float logprob) {}
