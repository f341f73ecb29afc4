package dev.bantam.server.openai;

import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The forms of completions. */
final class CompletionTrees {
  private final String id = "cmpl-" + UUID.randomUUID();
  private final long created = Instant.now().getEpochSecond();
  private final String model;
  private final Tokenizer tokenizer;

  CompletionTrees(String model, Tokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /** A completion, or a piece of one, without choices. */
  ObjectNode completion() {
    ObjectNode completion = JsonTree.object().put("id", id).put("object", "text_completion");
    completion.put("created", created).put("model", model).putArray("choices");
    return completion;
  }

  /** A choice of a completion. */
  ObjectNode choice(int index, CompletionFields fields, Answer answer) {
    TokenInput prompt = fields.prompt(index);
    String text = fields.echo() ? text(prompt) + answer.text() : answer.text();
    ObjectNode columns = null;
    if (fields.logprobs() >= 0) {
      TokenColumns tokens = columns(fields, prompt);
      if (fields.echo()) {
        tokens.addPrompt(prompt.tokens(), answer.promptLogprobs(), answer.promptTop());
      }
      tokens.add(answer.events());
      columns = tokens.take();
    }
    return choice(index, text, columns, finishReason(answer));
  }

  static ObjectNode choice(
      int index, String text, @Nullable ObjectNode columns, @Nullable String finish) {
    ObjectNode choice = JsonTree.object().put("text", text).put("index", index);
    choice.set("logprobs", columns);
    return choice.put("finish_reason", finish);
  }

  /** The list of the tokens of an answer, which begins with the prompt if that is echoed. */
  TokenColumns columns(CompletionFields fields, TokenInput prompt) {
    return new TokenColumns(tokenizer, fields.echo() ? -unwritten(prompt) : 0);
  }

  /** The text of a prompt. */
  String text(TokenInput prompt) {
    return new String(tokenizer.decode(prompt.tokens(), false, false), StandardCharsets.UTF_8);
  }

  /** How many characters of a prompt's tokens are not in its text: a space that some begin with. */
  private int unwritten(TokenInput prompt) {
    int bytes = 0;
    for (int token : prompt.tokens()) {
      bytes += tokenizer.piece(token, false).length;
    }
    return bytes - tokenizer.decode(prompt.tokens(), false, false).length;
  }

  static String finishReason(Answer answer) {
    return answer.finish() == FinishReason.LENGTH ? "length" : "stop";
  }
}
