package dev.bantam.evaluate.contestant;

import static dev.bantam.evaluate.contestant.RogueServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tokenizers that servers show: a token is a character here, and texts begin with 1. */
class ApiTokensTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final Query.Likelihood SCORED = new Query.Likelihood(new Context.Text("ab "), "c");

  /** {@code /tokenize} of a server that begins texts with a token, or does not. */
  private static RogueServer.Step tokenizer(boolean vllm, boolean begins) {
    return (exchange, body) -> {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/props") && !vllm) {
        answer(
                200,
                """
                {"bos_token": "", "eos_token": "!", "default_generation_settings": {"n_ctx": 6}}
                """)
            .run(exchange, body);
        return;
      }
      JsonNode text = JSON.readTree(body).path(vllm ? "prompt" : "content");
      if (!path.equals("/tokenize") || !text.isString()) {
        answer(path.equals("/tokenize") ? 400 : 404, "no").run(exchange, body);
        return;
      }
      boolean begin =
          JSON.readTree(body).path(vllm ? "add_special_tokens" : "add_special").asBoolean();
      List<Integer> ids = new ArrayList<>(begin && begins ? List.of(1) : List.of());
      text.stringValue().chars().forEach(ids::add);
      String length = vllm ? ", \"max_model_len\": 6" : "";
      answer(200, "{\"tokens\": %s%s}".formatted(ids, length)).run(exchange, body);
    };
  }

  /** Each token of a prompt is as likely as its number says. */
  private static final RogueServer.Step SCORES =
      (exchange, body) -> {
        JsonNode prompt = JSON.readTree(body).path("prompt");
        JsonNode prompts = prompt.path(0).isArray() ? prompt : JSON.createArrayNode().add(prompt);
        List<String> choices = new ArrayList<>();
        for (JsonNode ids : prompts) {
          List<String> values = new ArrayList<>();
          List<String> names = new ArrayList<>();
          List<String> top = new ArrayList<>();
          for (JsonNode id : ids) {
            values.add(values.isEmpty() ? "null" : "-" + id.intValue());
            names.add("\"?\"");
            top.add("{\"x\": -0.5}");
          }
          choices.add(
              """
              {"index": %d, "text": "", "logprobs":
               {"tokens": %s, "token_logprobs": %s, "top_logprobs": %s}}
              """
                  .formatted(choices.size(), names, values, top));
        }
        answer(200, "{\"choices\": %s}".formatted(choices)).run(exchange, body);
      };

  private static List<Reply> ask(RogueServer server, Query... queries) throws IOException {
    return ask(server.base(), queries);
  }

  private static List<Reply> ask(URI base, Query... queries) throws IOException {
    ApiSettings settings =
        new ApiSettings(
            base, "m", null, 2, 0, 0, "USD", Duration.ofSeconds(60), 0, ApiSettings.Mode.AUTO);
    try (ApiContestant contestant = new ApiContestant(settings)) {
      return contestant.answer(List.of(queries));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tokensAreSent(boolean vllm) throws Exception {
    try (RogueServer server = new RogueServer(SCORES)) {
      server.putBeside(tokenizer(vllm, true));
      assertThat(ask(server, SCORED)).containsExactly(new Reply.Scored(-' ' - 'c', false, 3, 2));
      assertThat(server.asked.getFirst().body()).contains("\"prompt\":[1,97,98,32,99]");
    }
  }

  @Test
  void contextsAreCutAndTextsReadInWindows() throws Exception {
    try (RogueServer server = new RogueServer(SCORES)) {
      server.putBeside(tokenizer(false, true));
      ask(server, new Query.Likelihood(new Context.Text("abcdef"), "gh"));
      assertThat(server.asked.getFirst().body()).contains("\"prompt\":[99,100,101,102,103,104]");
      assertThat(ask(server, new Query.Rolling("abcdefghijkl")))
          .containsExactly(new Reply.Scored(-"abcdefghijkl".chars().sum(), false, 1 + 1 + 4, 12));
      assertThat(server.asked.getLast().body())
          .contains("[[1,97,98,99,100,101],[101,102,103,104,105,106],[103,104,105,106,107,108]]");
    }
  }

  /** Where no token begins texts, what ends them stands for nothing, as in lm-eval. */
  @Test
  void nothingIsATokenToo() throws Exception {
    Query query = new Query.Likelihood(new Context.Text(""), "ab");
    try (RogueServer server = new RogueServer(SCORES)) {
      server.putBeside(tokenizer(false, false));
      assertThat(ask(server, query)).containsExactly(new Reply.Scored(-'a' - 'b', false, 1, 2));
      assertThat(server.asked.getFirst().body()).contains("\"prompt\":[33,97,98]");
      server.putBeside(tokenizer(true, false));
      assertThat(ask(server, query).getFirst().toString()).contains("does not tell the token");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"tokens\": [\"a\"]}", "{\"tokens\": [-1]}", "{\"tokens\": [1e10]}"})
  void whatIsNoTokenFails(String text) throws Exception {
    try (RogueServer server = new RogueServer(SCORES)) {
      server.putBeside(answer(200, text));
      assertThat(ask(server, SCORED).getFirst().toString()).contains("no list of tokens");
    }
  }
}
