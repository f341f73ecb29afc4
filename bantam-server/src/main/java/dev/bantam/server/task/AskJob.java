package dev.bantam.server.task;

import dev.bantam.retrieve.Reranked;
import dev.bantam.retrieve.Reranker;
import dev.bantam.retrieve.RetrieveLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.index.SentFiles;
import dev.bantam.server.index.ServedIndexes;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.answer.Answerer;
import dev.bantam.tasks.answer.AskOptions;
import dev.bantam.tasks.answer.Retriever;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code /v1/tasks/ask}: an answer with its sources, from a served {@code index} or from the {@code
 * files} of the request.
 */
record AskJob(ServedIndexes indexes) implements Job {
  private static final int PASSAGES = 20;

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone) throws IOException {
    if (!body.has("files")) {
      return answer(model, indexes.of(body), body, gone);
    }
    try (SentFiles files = new SentFiles(body)) {
      Map<String, Object> fields = new LinkedHashMap<>(answer(model, files, body, gone).fields());
      if (!files.failures().isEmpty()) {
        fields.put("unread", files.failures());
      }
      return () -> fields;
    }
  }

  private static Described answer(
      TaskModel model, Retriever from, JsonFields body, BooleanSupplier gone) throws IOException {
    double threshold = body.number("threshold", 0, 1, -1);
    AskOptions options =
        new AskOptions(
            body.integer("passages", 1, PASSAGES, AskOptions.DEFAULT.passages()),
            threshold < 0 ? null : (Double) threshold,
            body.truth("quote", false));
    int candidates = body.integer("candidates", 1, RetrieveLimits.HITS, Reranker.CANDIDATES);
    Retriever retriever =
        body.truth("rerank", false) ? new Reranked(from, Reranker.of(model), candidates) : from;
    return new Answerer(model, retriever, model.prompt("ask"), options)
        .answer(body.string("question"), gone);
  }
}
