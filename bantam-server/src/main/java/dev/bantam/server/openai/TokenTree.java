package dev.bantam.server.openai;

import dev.bantam.generate.TokenEvent;
import dev.bantam.generate.TokenScore;
import dev.bantam.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens and their log-probabilities as chat completions show them. */
final class TokenTree {
  /** JSON has no infinity; OpenAI's value for what cannot be. */
  private static final float NEVER = -9999;

  private TokenTree() {}

  /** A {@code logprobs} object. */
  static ObjectNode of(List<TokenEvent> events, Tokenizer tokenizer) {
    ObjectNode logprobs = JsonTree.object();
    ArrayNode content = logprobs.putArray("content");
    for (TokenEvent event : events) {
      if (event.token() != TokenEvent.NO_TOKEN) {
        ObjectNode token = token(event.token(), event.logprob(), tokenizer);
        ArrayNode top = token.putArray("top_logprobs");
        for (TokenScore score : event.top()) {
          top.add(token(score.token(), score.logprob(), tokenizer));
        }
        content.add(token);
      }
    }
    return logprobs.putNull("refusal");
  }

  /** A log-probability that JSON can hold. */
  static float finite(float logprob) {
    return Math.max(logprob, NEVER);
  }

  private static ObjectNode token(int id, float logprob, Tokenizer tokenizer) {
    byte[] piece = tokenizer.piece(id, true);
    ObjectNode token =
        JsonTree.object()
            .put("token", new String(piece, StandardCharsets.UTF_8))
            .put("logprob", finite(logprob));
    ArrayNode bytes = token.putArray("bytes");
    for (byte b : piece) {
      bytes.add(b & 0xFF);
    }
    return token;
  }
}
