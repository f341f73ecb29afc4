package dev.bantam.generate;

/**
 * How long an answer took.
 *
 * @param promptTokens tokens of the prompt that were run, without those reused
 * @param generatedTokens tokens drawn
 * @param draftedTokens tokens guessed by speculation
 * @param acceptedTokens how many of those were right, each of which saved a step
 * @param timeToFirstToken seconds from the call to the first token
 * @param promptSeconds from the first step to the first token
 * @param decodeSeconds from the first token to the last
 */
public record Timings(
    int promptTokens,
    int generatedTokens,
    int draftedTokens,
    int acceptedTokens,
    double timeToFirstToken,
    double promptSeconds,
    double decodeSeconds) {
  /** Prompt tokens in a second; 0 if none were run. */
  public double promptTokensPerSecond() {
    return promptSeconds > 0 ? promptTokens / promptSeconds : 0;
  }

  /** Tokens after the first in a second; 0 if there were none. */
  public double decodeTokensPerSecond() {
    return decodeSeconds > 0 && generatedTokens > 1 ? (generatedTokens - 1) / decodeSeconds : 0;
  }
}
