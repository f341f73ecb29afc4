package dev.bantam.server.openai;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import java.util.List;

/**
 * A request for completions of texts.
 *
 * @param prompts what to complete, each on its own
 * @param echo whether the answer begins with the prompt
 * @param logprobs most likely tokens to show with each; 0 shows only the token itself, -1 nothing
 */
record CompletionFields(
    List<TokenInput> prompts, boolean echo, int logprobs, AnswerFields answers) {
  private static final int MAX_PROMPTS = 128;

  static CompletionFields read(JsonFields body, Lease lease) {
    if (body.string("suffix", null) != null) {
      throw ApiException.bad("suffix", "suffix: models here only continue texts");
    }
    body.integer("best_of", 1, 1, 1);
    Generator generator = lease.generator();
    CompletionFields fields =
        new CompletionFields(
            TokenInput.read(body, "prompt", MAX_PROMPTS, generator),
            body.truth("echo", false),
            body.integer("logprobs", 0, HttpLimits.TOP_LOGPROBS, -1),
            AnswerFields.read(body, lease, 0));
    if (fields.scoresPrompt() && fields.answers.stream()) {
      throw body.wrong("stream", "false where echo shows log-probabilities of the prompt");
    }
    return fields;
  }

  /** Whether the log-probabilities of the prompt are shown. */
  boolean scoresPrompt() {
    return echo && logprobs >= 0;
  }

  /** How many answers there will be. */
  int size() {
    return prompts.size() * answers.choices();
  }

  /** What the answer of a number continues: all answers to a prompt follow each other. */
  TokenInput prompt(int index) {
    return prompts.get(index / answers.choices());
  }

  /** What the answer of a number is asked by. */
  Request request(Lease lease, int index) {
    TokenInput input = prompt(index);
    Prompt prompt =
        input.text() == null ? Prompt.tokens(input.tokens()) : Prompt.text(input.text());
    Request.Builder builder = lease.request(prompt);
    answers.apply(builder, index % answers.choices());
    builder.logprobs(logprobs).promptLogprobs(scoresPrompt());
    // Who scores a prompt asks for one token or none and leaves out the last one of the list, as
    // lm-eval does: so there must be one, even if the model would end here.
    Integer maxTokens = answers.maxTokens();
    if (scoresPrompt() && maxTokens != null && maxTokens <= 1) {
      builder.ignoreEnd(true);
    }
    return builder.build();
  }
}
