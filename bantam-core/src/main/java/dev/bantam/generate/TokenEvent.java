package dev.bantam.generate;

import java.util.List;

/**
 * One token of an answer as it is made.
 *
 * @param token its id; {@link #NO_TOKEN} where only text that was held back is released
 * @param text what is now certain to be the answer's next text. It may be empty, or belong to
 *     earlier tokens: a character may be spread over tokens, and text that could begin a stop
 *     string is held back. All events' texts together are the answer's text
 * @param logprob the token's log-probability; NaN if none were asked for
 * @param top the most likely tokens at its place, best first; as many as were asked for
 */
public record TokenEvent(int token, String text, float logprob, List<TokenScore> top) {
  /** Stands for no token. */
  public static final int NO_TOKEN = -1;

  public TokenEvent {
    top = List.copyOf(top);
  }
}
