package dev.bantam.server.openai;

import dev.bantam.generate.Answer;
import dev.bantam.generate.TokenEvent;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.EventStream;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/chat/completions}. */
final class ChatEndpoint implements Endpoint {
  private final ModelPool models;
  private final Usage usage;

  ChatEndpoint(ModelPool models, Usage usage) {
    this.models = models;
    this.usage = usage;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    try (Lease lease = models.lease(body.string("model", null))) {
      ChatFields fields = ChatFields.read(body, lease);
      ChatTrees trees = new ChatTrees(lease.name(), lease.generator().tokenizer());
      List<ChatRun> runs = new ArrayList<>();
      try {
        for (int i = 0; i < fields.answers().choices(); i++) {
          ChatRun run = ChatRun.start(lease, fields.request(i));
          runs.add(run);
          exchange.onGone(run::cancel);
        }
        List<ChatRun.Reply> replies =
            fields.answers().stream()
                ? stream(exchange.events(), fields, runs, trees)
                : whole(exchange, fields, runs, trees);
        for (ChatRun.Reply reply : replies) {
          exchange.answered(lease.name(), "chat", reply.answer());
        }
      } finally {
        runs.forEach(ChatRun::close);
      }
    }
  }

  private List<ChatRun.Reply> whole(
      Exchange exchange, ChatFields fields, List<ChatRun> runs, ChatTrees trees) throws Exception {
    List<Whole> answers =
        Together.all(
            runs.size(),
            i -> {
              ChatChoice choice = fields.choice(runs.get(i));
              List<TokenEvent> tokens = choice.tokens();
              return new Whole(tokens, choice.reply());
            });
    ObjectNode completion = trees.completion();
    ArrayNode choices = completion.putArray("choices");
    for (Whole answer : answers) {
      ObjectNode choice = trees.choice(choices.size(), answer.reply);
      if (fields.logprobs() >= 0) {
        choice.set("logprobs", trees.logprobs(answer.tokens));
      }
      choices.add(choice);
    }
    List<ChatRun.Reply> replies = answers.stream().map(Whole::reply).toList();
    completion.set("usage", usage(replies));
    if (replies.size() == 1) {
      completion.set("timings", Usage.timings(replies.getFirst().answer()));
    }
    exchange.json(200, completion);
    return replies;
  }

  /**
   * An answer that is complete.
   *
   * @param tokens of its text
   */
  private record Whole(List<TokenEvent> tokens, ChatRun.Reply reply) {}

  private List<ChatRun.Reply> stream(
      EventStream out, ChatFields fields, List<ChatRun> runs, ChatTrees trees) throws Exception {
    List<ChatDeltas> deltas = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      deltas.add(new ChatDeltas(i, trees, fields.logprobs() >= 0));
    }
    Object turn = new Object();
    AtomicBoolean begun = new AtomicBoolean();
    List<ChatRun.Reply> replies =
        Together.all(
            runs.size(),
            i ->
                deltas
                    .get(i)
                    .send(
                        fields.choice(runs.get(i)),
                        chunk -> {
                          synchronized (turn) {
                            // Clients take an answer as complete when all choices that they have
                            // heard of are, so they hear of all before the first is.
                            if (begun.compareAndSet(false, true)) {
                              deltas.forEach(one -> out.send(one.opening()));
                            }
                            out.send(chunk);
                          }
                        }));
    if (fields.answers().streamUsage()) {
      ObjectNode last = trees.chunk();
      last.set("usage", usage(replies));
      out.send(last);
    }
    out.sendText("[DONE]");
    out.close();
    return replies;
  }

  private ObjectNode usage(List<ChatRun.Reply> replies) {
    List<Answer> answers = replies.stream().map(ChatRun.Reply::answer).toList();
    int reasoning = replies.stream().mapToInt(ChatRun.Reply::reasoningTokens).sum();
    return usage.of(answers.subList(0, 1), answers, reasoning);
  }
}
