package dev.bantam.server.openai;

import dev.bantam.generate.TokenEvent;
import dev.bantam.generate.TokenScore;
import dev.bantam.tokenizer.TextStream;
import dev.bantam.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens and their log-probabilities as completions show them: a list for each property. */
final class TokenColumns {
  private static final HexFormat BYTES = HexFormat.of().withPrefix("\\x");

  private final Tokenizer tokenizer;
  private final TextStream text;
  private int offset;
  private ObjectNode columns = empty();

  /**
   * @param offset where the text of the first token begins; negative if its first characters are
   *     not part of what is returned
   */
  TokenColumns(Tokenizer tokenizer, int offset) {
    this.tokenizer = tokenizer;
    this.text = new TextStream(tokenizer, false);
    this.offset = offset;
  }

  private static ObjectNode empty() {
    ObjectNode columns = JsonTree.object();
    for (String name : List.of("tokens", "token_logprobs", "top_logprobs", "text_offset")) {
      columns.putArray(name);
    }
    return columns;
  }

  /** Adds a prompt; its first token has no probability. */
  void addPrompt(int[] tokens, float[] logprobs, List<List<TokenScore>> top) {
    // Tokens of a soft prompt come before those that the client knows.
    int hidden = logprobs.length - tokens.length;
    for (int i = 0; i < tokens.length; i++) {
      add(tokens[i], logprobs[hidden + i], top.get(hidden + i));
    }
  }

  /** Adds what was generated. */
  void add(List<TokenEvent> events) {
    for (TokenEvent event : events) {
      if (event.token() != TokenEvent.NO_TOKEN) {
        add(event.token(), event.logprob(), event.top());
      }
    }
  }

  private void add(int token, float logprob, List<TokenScore> top) {
    column("tokens").add(name(token));
    column("text_offset").add(Math.max(0, offset));
    String complete = text.add(token);
    offset += complete.codePointCount(0, complete.length());
    if (Float.isNaN(logprob)) {
      column("token_logprobs").addNull();
      column("top_logprobs").addNull();
      return;
    }
    column("token_logprobs").add(TokenTree.finite(logprob));
    ObjectNode best = column("top_logprobs").addObject();
    for (TokenScore score : top) {
      best.putIfAbsent(name(score.token()), best.numberNode(TokenTree.finite(score.logprob())));
    }
    best.putIfAbsent(name(token), best.numberNode(TokenTree.finite(logprob)));
  }

  private ArrayNode column(String name) {
    return columns.withArray(name);
  }

  /** What was added since the last call. */
  ObjectNode take() {
    ObjectNode taken = columns;
    columns = empty();
    return taken;
  }

  /** A token's text; as OpenAI writes it if that is no whole characters. */
  private String name(int token) {
    byte[] piece = tokenizer.piece(token, true);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(piece)).toString();
    } catch (CharacterCodingException e) {
      return "bytes:" + BYTES.formatHex(piece);
    }
  }
}
