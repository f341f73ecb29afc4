package dev.bantam.server.openai;

import dev.bantam.generate.Answer;
import dev.bantam.generate.AnswerStream;
import dev.bantam.generate.TokenEvent;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.EventStream;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/completions}: continues texts, and says how likely they are. */
final class CompletionsEndpoint implements Endpoint {
  private final ModelPool models;
  private final Usage usage;

  CompletionsEndpoint(ModelPool models, Usage usage) {
    this.models = models;
    this.usage = usage;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    try (Lease lease = models.lease(body.string("model", null))) {
      CompletionFields fields = CompletionFields.read(body, lease);
      CompletionTrees trees = new CompletionTrees(lease.name(), lease.generator().tokenizer());
      List<AnswerStream> runs = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        AnswerStream run = lease.stream(fields.request(lease, i));
        runs.add(run);
        exchange.onGone(run::cancel);
      }
      List<Answer> answers =
          fields.answers().stream()
              ? stream(exchange.events(), fields, runs, trees)
              : whole(exchange, fields, runs, trees);
      for (Answer answer : answers) {
        exchange.answered(lease.name(), "text_completion", answer);
      }
    }
  }

  private List<Answer> whole(
      Exchange exchange, CompletionFields fields, List<AnswerStream> runs, CompletionTrees trees)
      throws Exception {
    List<Answer> answers = Together.all(runs.size(), i -> runs.get(i).answer());
    ObjectNode completion = trees.completion();
    ArrayNode choices = completion.withArray("choices");
    for (int i = 0; i < answers.size(); i++) {
      choices.add(trees.choice(i, fields, answers.get(i)));
    }
    completion.set("usage", usage(fields, answers));
    if (answers.size() == 1) {
      completion.set("timings", Usage.timings(answers.getFirst()));
    }
    exchange.json(200, completion);
    return answers;
  }

  private List<Answer> stream(
      EventStream out, CompletionFields fields, List<AnswerStream> runs, CompletionTrees trees)
      throws Exception {
    Object turn = new Object();
    List<Answer> answers =
        Together.all(
            runs.size(),
            i ->
                stream(
                    runs.get(i),
                    fields,
                    fields.prompt(i),
                    trees,
                    (text, columns, finish) -> {
                      ObjectNode chunk = trees.completion();
                      chunk
                          .withArray("choices")
                          .add(CompletionTrees.choice(i, text, columns, finish));
                      synchronized (turn) {
                        out.send(chunk);
                      }
                    }));
    if (fields.answers().streamUsage()) {
      out.send(trees.completion().set("usage", usage(fields, answers)));
    }
    out.sendText("[DONE]");
    out.close();
    return answers;
  }

  /** Where the pieces of an answer go. */
  @FunctionalInterface
  private interface Pieces {
    void send(String text, @Nullable ObjectNode columns, @Nullable String finish);
  }

  private static Answer stream(
      AnswerStream run,
      CompletionFields fields,
      TokenInput prompt,
      CompletionTrees trees,
      Pieces out)
      throws InterruptedException {
    TokenEvent event = run.next();
    if (event == null) {
      run.answer(); // throws if there is none
    }
    if (fields.echo()) {
      out.send(trees.text(prompt), null, null);
    }
    TokenColumns columns = fields.logprobs() < 0 ? null : trees.columns(fields, prompt);
    for (; event != null; event = run.next()) {
      if (columns != null) {
        columns.add(List.of(event));
        out.send(event.text(), columns.take(), null);
      } else if (!event.text().isEmpty()) {
        out.send(event.text(), null, null);
      }
    }
    Answer answer = run.answer();
    out.send("", null, CompletionTrees.finishReason(answer));
    return answer;
  }

  private ObjectNode usage(CompletionFields fields, List<Answer> answers) {
    List<Answer> prompts = new ArrayList<>();
    for (int i = 0; i < answers.size(); i += fields.answers().choices()) {
      prompts.add(answers.get(i));
    }
    return usage.of(prompts, answers, 0);
  }
}
