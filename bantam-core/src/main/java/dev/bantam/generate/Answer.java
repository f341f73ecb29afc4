package dev.bantam.generate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request.
 *
 * @param text the generated text, without the stop string
 * @param tokens the generated tokens, without one that ended the generation
 * @param finish why it ended
 * @param stop the stop string that ended it, or null
 * @param promptTokens length of the prompt, after a cut
 * @param reusedTokens how many of them were still cached
 * @param cutTokens how many tokens the prompt lost, because it did not fit and the request allowed
 *     it
 * @param seed gives the same answer again
 * @param events one for each token with its log-probabilities; empty if none were asked for
 * @param promptLogprobs [promptTokens] log-probability of each prompt token, the first NaN; empty
 *     if not asked for
 * @param promptTop [promptTokens] the most likely tokens at the place of each prompt token, as many
 *     as were asked for, the first none; empty if not asked for
 * @param timings how long it took
 */
public record Answer(
    String text,
    int[] tokens,
    FinishReason finish,
    @Nullable String stop,
    int promptTokens,
    int reusedTokens,
    int cutTokens,
    long seed,
    List<TokenEvent> events,
    float[] promptLogprobs,
    List<List<TokenScore>> promptTop,
    Timings timings) {
  /** The same, with more tokens cut from the prompt than this answer knows of. */
  Answer withMoreCut(int more) {
    return new Answer(
        text,
        tokens,
        finish,
        stop,
        promptTokens,
        reusedTokens,
        cutTokens + more,
        seed,
        events,
        promptLogprobs,
        promptTop,
        timings);
  }
}
