package dev.bantam.evaluate.contestant;

import static dev.bantam.evaluate.contestant.RogueServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.generate.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a contestant makes of end points that fail, lie or are of another kind than expected. */
class ApiContestantTest {
  private static final String KEY = "sk-secret-5150";

  private static final String FINE =
      """
      {"choices": [{"index": 0, "text": " yes. No", "finish_reason": "stop"}],
       "usage": {"prompt_tokens": 5, "completion_tokens": 3}}
      """;

  private static final Reply YES = new Reply.Said(" yes", 5, 3);

  private static final Query.Generate ASKED =
      new Query.Generate(new Context.Text("Is it?"), List.of("."), 16, 0, 1, 0, 1);

  private static final Query SCORED = new Query.Likelihood(new Context.Text("It is"), " so");

  /** Of the next contestant. */
  private Duration patience = Duration.ofSeconds(30);

  private final List<Duration> pauses = new CopyOnWriteArrayList<>();

  private ApiContestant contestant(RogueServer server) {
    return contestant(server.base(), 1, 3, ApiSettings.Mode.AUTO);
  }

  private ApiContestant contestant(URI base, int concurrency, int retries, ApiSettings.Mode mode) {
    ApiSettings settings =
        new ApiSettings(base, "m", KEY, concurrency, 1, 2, "EUR", patience, retries, mode);
    return new ApiContestant(settings, pauses::add);
  }

  private Reply ask(RogueServer server) throws IOException {
    return ask(server, ASKED);
  }

  private Reply ask(RogueServer server, Query query) throws IOException {
    try (ApiContestant contestant = contestant(server)) {
      return contestant.answer(List.of(query)).getFirst();
    }
  }

  private static String reason(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).reason();
  }

  @Test
  void asksAsTheQuerySays() throws Exception {
    try (RogueServer server = new RogueServer(answer(200, FINE))) {
      assertThat(ask(server)).isEqualTo(YES);
      assertThat(server.asked.getFirst().headers().getFirst("Authorization"))
          .isEqualTo("Bearer " + KEY);
      assertThat(server.asked.getFirst().path()).isEqualTo("/v1/completions");
      assertThat(server.asked.getFirst().body())
          .isEqualTo(
              """
              {"model":"m","prompt":"Is it?","max_tokens":16,"temperature":0.0,"stop":["."],"seed":1}\
              """);
    }
  }

  @Test
  void waitsAsLongAsItIsAskedTo() throws Exception {
    String soon =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
    try (RogueServer server =
        new RogueServer(
            answer(429, "slow down", "Retry-After", "7"),
            answer(503, "slow down", "Retry-After", soon),
            answer(200, FINE))) {
      assertThat(ask(server)).isEqualTo(YES);
      assertThat(pauses).hasSize(2).first().isEqualTo(Duration.ofSeconds(7));
      assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
    }
  }

  @Test
  void doesNotWaitForHours() throws Exception {
    try (RogueServer server =
        new RogueServer(answer(429, "tomorrow", "Retry-After", "86400"), answer(200, FINE))) {
      assertThat(reason(ask(server))).contains("HTTP 429: tomorrow");
      assertThat(pauses).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 529})
  void whatMayPassIsTriedAgain(int status) throws Exception {
    try (RogueServer server =
        new RogueServer(answer(status, ""), answer(status, ""), answer(200, FINE))) {
      assertThat(ask(server)).isEqualTo(YES);
      assertThat(pauses).hasSize(2);
      assertThat(pauses.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
      assertThat(pauses.get(1)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1000));
    }
  }

  @Test
  void whatDoesNotPassFailsTheQueryAlone() throws Exception {
    try (RogueServer server =
        new RogueServer(
            answer(500, "1"),
            answer(500, "2"),
            answer(500, "3"),
            answer(500, "4"),
            answer(200, FINE))) {
      try (ApiContestant contestant = contestant(server)) {
        List<Reply> replies = contestant.answer(List.of(ASKED, ASKED));
        assertThat(replies).contains(YES);
        assertThat(
                replies.stream().filter(Reply.Failed.class::isInstance).map(reply -> reason(reply)))
            .singleElement()
            .asString()
            .contains("/v1/completions: HTTP 500: 4 (tried 4 times)");
      }
    }
  }

  @Test
  void brokenConnectionsAreTriedAgain() throws Exception {
    try (RogueServer server = new RogueServer(RogueServer.breakOff(), answer(200, FINE))) {
      assertThat(ask(server)).isEqualTo(YES);
    }
  }

  @Test
  void aServerThatHangsIsGivenUp() throws Exception {
    patience = Duration.ofSeconds(1);
    try (RogueServer server = new RogueServer(RogueServer.hang(), answer(200, FINE))) {
      assertThat(ask(server)).isEqualTo(YES);
    }
    try (RogueServer server = new RogueServer(RogueServer.hang());
        ApiContestant contestant = contestant(server.base(), 1, 0, ApiSettings.Mode.AUTO)) {
      assertThat(reason(contestant.answer(List.of(ASKED)).getFirst()))
          .contains("no answer in 1.0 s");
    }
  }

  @Test
  void aFloodIsNotKept() throws Exception {
    try (RogueServer server = new RogueServer(RogueServer.flood());
        ApiContestant contestant = contestant(server.base(), 1, 0, ApiSettings.Mode.AUTO)) {
      assertThat(reason(contestant.answer(List.of(ASKED)).getFirst()))
          .contains("body exceeds capacity: 16777216");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\": [",
        "<!DOCTYPE html>\n<html><title>We will be back</title>",
        "[1, 2]",
        "\"text\"",
        "{\"error\": {\"message\": \"overloaded\"}}",
        ""
      })
  void whatIsNoAnswerIsTriedAgainAndTold(String text) throws Exception {
    try (RogueServer server = new RogueServer(answer(200, text))) {
      assertThat(reason(ask(server))).contains("/v1/completions: an", "(tried 4 times)");
      assertThat(server.asked).hasSize(4);
    }
  }

  @Test
  void nestingIsLimited() throws Exception {
    String deep = "{\"choices\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    try (RogueServer server = new RogueServer(answer(200, deep))) {
      assertThat(reason(ask(server))).contains("no JSON object");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"choices\": []}", "{\"choices\": [{\"text\": 7}]}"})
  void anAnswerWithoutTextFails(String text) throws Exception {
    try (RogueServer server = new RogueServer(answer(200, text))) {
      assertThat(reason(ask(server))).isEqualTo("the answer has no text");
    }
  }

  @Test
  void aBadRequestIsNotTriedAgain() throws Exception {
    try (RogueServer server =
        new RogueServer(answer(400, "{\"error\": {\"message\": \"prompt too long\"}}"))) {
      assertThat(reason(ask(server))).endsWith("HTTP 400: prompt too long");
      assertThat(server.asked).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 404})
  void aRefusalEndsTheContestant(int status) throws Exception {
    String echo = "you sent %s %s".formatted(KEY, "x".repeat(1000));
    String error = "{\"error\": {\"message\": \"model? %s\"}}".formatted(echo);
    try (RogueServer server = new RogueServer(answer(status, error));
        ApiContestant contestant = contestant(server)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> contestant.answer(List.of(ASKED)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(server.base() + "/completions: HTTP " + status)
            .hasMessageContaining("you sent [key] xxx")
            .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(500))
            .satisfies(e -> assertThat(String.valueOf(e.getCause())).doesNotContain(KEY));
      }
      assertThat(server.asked).hasSize(1);
    }
  }

  @Test
  void anAccountThatIsUsedUpEndsTheContestant() throws Exception {
    try (RogueServer server =
        new RogueServer(
            answer(429, "{\"error\": {\"message\": \"no\", \"code\": \"insufficient_quota\"}}"))) {
      assertThatThrownBy(() -> ask(server)).hasMessageContaining("must be paid");
    }
  }

  @Test
  void whatWasAnsweredBeforeTheEndIsKept() throws Exception {
    try (RogueServer server = new RogueServer(answer(200, FINE), answer(401, "no"));
        ApiContestant contestant = contestant(server)) {
      List<Reply> replies = contestant.answer(List.of(ASKED, ASKED, ASKED));
      assertThat(replies).hasSize(3).containsOnlyOnce(YES);
      assertThat(replies.stream().filter(Reply.Failed.class::isInstance)).hasSize(2);
      assertThatThrownBy(() -> contestant.answer(List.of(ASKED))).hasMessageContaining("401");
    }
  }

  @Test
  void aServerThatFailsTimeAndAgainEndsTheContestant() throws Exception {
    try (RogueServer server = new RogueServer(answer(500, "broken"));
        ApiContestant contestant = contestant(server.base(), 2, 0, ApiSettings.Mode.AUTO)) {
      assertThat(contestant.answer(Collections.nCopies(19, ASKED)))
          .allMatch(Reply.Failed.class::isInstance);
      assertThatThrownBy(() -> contestant.answer(List.of(ASKED, ASKED)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("given up after 20 failures")
          .hasMessageContaining("broken");
    }
  }

  @Test
  void nobodyListens() throws Exception {
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // and does not listen
      URI base = URI.create("http://127.0.0.1:%d/v1".formatted(taken.getLocalPort()));
      try (ApiContestant contestant = contestant(base, 1, 1, ApiSettings.Mode.AUTO)) {
        assertThat(reason(contestant.answer(List.of(ASKED)).getFirst()))
            .startsWith(base.toString())
            .contains("(tried 2 times)");
      }
    }
  }

  @Test
  void theKeyStaysWithItsHost() throws Exception {
    try (RogueServer other = new RogueServer(answer(200, FINE));
        RogueServer server =
            new RogueServer(answer(307, "", "Location", other.base() + "/completions"))) {
      assertThatThrownBy(() -> ask(server))
          .hasMessageContaining("redirects to '" + other.base())
          .hasMessageContaining("not followed");
      assertThat(other.asked).isEmpty();
    }
  }

  @Test
  void learnsWhichParametersAreRefused() throws Exception {
    RogueServer.Step picky =
        (exchange, body) -> {
          String refusal = "";
          if (body.contains("\"max_tokens\"")) {
            refusal = "'max_tokens' is not supported. Use 'max_completion_tokens' instead.";
          } else if (body.contains("\"temperature\"")) {
            refusal = "Unsupported value: 'temperature' does not support 0";
          } else if (body.contains("\"stop\"")) {
            refusal = "'stop' is not supported";
          }
          String error = "{\"error\": {\"message\": \"%s\"}}".formatted(refusal);
          answer(refusal.isEmpty() ? 200 : 400, refusal.isEmpty() ? FINE : error)
              .run(exchange, body);
        };
    try (RogueServer server = new RogueServer(picky);
        ApiContestant contestant = contestant(server)) {
      assertThat(contestant.answer(List.of(ASKED, ASKED))).containsExactly(YES, YES);
      assertThat(server.asked).hasSize(5);
      assertThat(server.asked.getLast().body()).contains("\"max_completion_tokens\":16");
      assertThat(contestant.facts()).containsEntry("parameters it refuses", "stop, temperature");
    }
  }

  @Test
  void asksInChatsWhereThereIsNothingElse() throws Exception {
    RogueServer.Step chatsOnly =
        (exchange, body) -> {
          boolean chat = exchange.getRequestURI().getPath().equals("/v1/chat/completions");
          answer(
                  chat ? 200 : 404,
                  chat
                      ? FINE.replace(
                          "\"text\": \" yes. No\"",
                          "\"message\": {\"role\": \"assistant\", \"content\": \" yes. No\"}")
                      : "{\"error\": {\"message\": \"This is a chat model\"}}")
              .run(exchange, body);
        };
    try (RogueServer server = new RogueServer(chatsOnly);
        ApiContestant contestant = contestant(server)) {
      assertThat(contestant.answer(List.of(ASKED, ASKED))).containsExactly(YES, YES);
      assertThat(server.asked).hasSize(3);
      assertThat(server.asked.getLast().body())
          .contains("\"messages\":[{\"role\":\"user\",\"content\":\"Is it?\"}]");
      assertThat(reason(contestant.answer(List.of(SCORED)).getFirst()))
          .contains("no /completions", "multiple-choice tasks need");
    }
  }

  @Test
  void anAnswerThatIsBegunIsAMessageWhereNoTokenizerIsShown() throws Exception {
    String refusal = "{\"choices\": [{\"message\": {\"content\": null, \"refusal\": \"No.\"}}]}";
    Context chat = new Context.Chat(List.of(Message.user("Hi")), "Well,");
    try (RogueServer server = new RogueServer(answer(200, refusal))) {
      assertThat(ask(server, new Query.Generate(chat, List.of(), 5, 0.5, 0.9, 40, 3)))
          .isEqualTo(new Reply.Said("No.", 0, 0));
      assertThat(server.asked.getFirst().body())
          .isEqualTo(
              """
              {"model":"m","messages":[{"role":"user","content":"Hi"},\
              {"role":"assistant","content":"Well,"}],"max_tokens":5,"temperature":0.5,\
              "top_p":0.9,"top_k":40,"seed":3}\
              """);
    }
  }

  /** As llama.cpp's server answers, which scored every choice 0 in lm-evaluation-harness. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\": [{\"index\": 0, \"text\": \"It is so\", \"logprobs\": null}]}",
        "{\"choices\": [{\"index\": 0, \"text\": \"It is so\"}]}",
        "{\"choices\": [{\"index\": 0, \"text\": \"x\", \"logprobs\": {\"tokens\": [],"
            + " \"token_logprobs\": [], \"top_logprobs\": [], \"text_offset\": []}}]}"
      })
  void saysWhereThereAreNoLogProbabilities(String text) throws Exception {
    try (RogueServer server = new RogueServer(answer(200, text));
        ApiContestant contestant = contestant(server)) {
      for (int i = 0; i < 2; i++) {
        assertThat(contestant.answer(List.of(SCORED, SCORED)))
            .allMatch(
                reply ->
                    reason(reply)
                        .equals(
                            "this end point gives no log-probabilities of prompts;"
                                + " multiple-choice tasks need them"));
      }
      assertThat(server.asked).hasSize(2); // both together, then the first alone
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'tokens':['It','"
            + " is'],'token_logprobs':[null,-1,-2],'top_logprobs':[null,{'a':-1},{'a':-2}]",
        "'tokens':['It',' is',' so'],'token_logprobs':[null,-1,-2],'top_logprobs':[null]",
        "'tokens':['It',' is',' no'],'token_logprobs':[null,-1,-2],"
            + "'top_logprobs':[null,{'a':-1},{'a':-2}]",
        "'tokens':['It',' is',' so'],'token_logprobs':[null,-1,0.2],"
            + "'top_logprobs':[null,{'a':-1},{'a':0.2}]",
        "'tokens':['It',' is',' so'],'token_logprobs':[null,-1,null],"
            + "'top_logprobs':[null,{'a':-1},null]"
      })
  void listsThatDoNotFitFail(String lists) throws Exception {
    String text =
        "{'choices':[{'index':0,'text':'It is no','logprobs':{%s}}]}"
            .formatted(lists)
            .replace('\'', '"');
    try (RogueServer server = new RogueServer(answer(200, text))) {
      assertThat(reason(ask(server, SCORED))).startsWith("the answer");
    }
  }

  @Test
  void choicesAreTakenByTheirNumbersAndCounted() throws Exception {
    String choice =
        """
        {"index": %d, "text": "It is so", "logprobs": {"tokens": ["It", " is", " so"],
         "token_logprobs": [null, -1, %d], "top_logprobs": [null, {"b": -1}, {"a": -3}]}}
        """;
    String both =
        "{\"choices\": [%s, %s]}".formatted(choice.formatted(1, -4), choice.formatted(0, -3));
    try (RogueServer server = new RogueServer(answer(200, both));
        ApiContestant contestant = contestant(server)) {
      assertThat(contestant.answer(List.of(SCORED, SCORED)))
          .containsExactly(new Reply.Scored(-3, true, 2, 1), new Reply.Scored(-4, false, 2, 1));
      // Two answers to one question are none.
      assertThat(reason(contestant.answer(List.of(SCORED)).getFirst())).startsWith("the answer");
    }
  }

  /**
   * Texts of tokens that are not the prompt's, such as vLLM's numbers; offsets count characters.
   */
  @Test
  void offsetsTellWhereTheContinuationBegins() throws Exception {
    Query query = new Query.Likelihood(new Context.Text("😀é "), "so é");
    String text =
        """
        {"choices": [{"index": 0, "text": "😀é so é!", "logprobs": {
         "tokens": ["token_id:1", "token_id:2", "token_id:3", "token_id:4", "token_id:5"],
         "text_offset": [0, 1, 2, 5, 7],
         "token_logprobs": [null, -1, -10, -100, -1000],
         "top_logprobs": [null, {"x": -1}, {"x": -10}, {"x": -100}, {"x": -1000}]}}]}
        """;
    RogueServer.Step needsOne =
        (exchange, body) ->
            answer(
                    body.contains("\"max_tokens\":0") ? 400 : 200,
                    body.contains("\"max_tokens\":0") ? "at least 1 token, please" : text)
                .run(exchange, body);
    try (RogueServer server = new RogueServer(needsOne);
        ApiContestant contestant = contestant(server)) {
      for (int i = 0; i < 2; i++) {
        assertThat(contestant.answer(List.of(query)))
            .containsExactly(new Reply.Scored(-110, true, 2, 2));
      }
      assertThat(server.asked).hasSize(3);
    }
  }

  @Test
  void noMoreAtATimeThanAllowed() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    RogueServer.Step slow =
        (exchange, body) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          three.countDown();
          try {
            three.await(1, TimeUnit.MINUTES); // the first ones, for one another
            Thread.sleep(10);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          now.decrementAndGet();
          String n = body.substring(body.indexOf('#') + 1, body.indexOf('?'));
          answer(200, FINE.replace(" yes", n)).run(exchange, body);
        };
    try (RogueServer server = new RogueServer(slow);
        ApiContestant contestant = contestant(server.base(), 3, 0, ApiSettings.Mode.AUTO)) {
      List<Query> queries =
          IntStream.range(0, 20)
              .<Query>mapToObj(
                  i ->
                      new Query.Generate(
                          new Context.Text("#%d?".formatted(i)), List.of("."), 1, 0, 1, 0, 1))
              .toList();
      assertThat(contestant.answer(queries).stream().map(reply -> ((Reply.Said) reply).text()))
          .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(String::valueOf).toList());
      assertThat(most.get()).isEqualTo(3);
    }
  }

  @Test
  void timesAStream() throws Exception {
    String stream =
        """
        : hello

        data: {"choices": [{"delta": {"role": "assistant", "content": ""}}]}

        data: {"choices": [{"delta": {"content": "ye"}}]}

        data: {"choices": [{"delta": {"content": "s"}}]}

        data: {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4}}

        data: [DONE]

        """;
    try (RogueServer server =
            new RogueServer(
                answer(200, stream),
                answer(
                    200,
                    "data: {\"choices\": [{\"text\": \"\", \"finish_reason\": \"stop\"}]}\n\n"),
                answer(200, "data: {\"error\": {\"message\": \"out of memory\"}}\n\n"),
                answer(200, ""),
                answer(503, "busy"));
        ApiContestant contestant = contestant(server)) {
      TimedAnswers.Timed timing = contestant.time(ASKED);
      assertThat(timing.tokensRead()).isEqualTo(9);
      assertThat(timing.tokensWritten()).isEqualTo(4);
      assertThat(timing.firstTokenSeconds()).isPositive().isLessThanOrEqualTo(timing.seconds());
      TimedAnswers.Timed nothing = contestant.time(ASKED);
      assertThat(nothing.firstTokenSeconds()).isNaN();
      assertThat(nothing.seconds()).isPositive();
      for (String wrong : List.of("out of memory", "without a token", "HTTP 503: busy")) {
        assertThatThrownBy(() -> contestant.time(ASKED))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(wrong);
      }
    }
    patience = Duration.ofSeconds(1);
    try (RogueServer server = new RogueServer(RogueServer.hang());
        ApiContestant contestant = contestant(server)) {
      assertThatThrownBy(() -> contestant.time(ASKED))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("longer than 1.0 s");
    }
  }
}
