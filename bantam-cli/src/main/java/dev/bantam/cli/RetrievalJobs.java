package dev.bantam.cli;

import dev.bantam.retrieve.Mode;
import dev.bantam.retrieve.Reranker;
import dev.bantam.retrieve.RetrieveLimits;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Usage;
import dev.bantam.tasks.answer.Answerer;
import dev.bantam.tasks.answer.AskOptions;
import dev.bantam.tasks.answer.CitedAnswer;
import dev.bantam.tasks.answer.Hit;
import dev.bantam.tasks.answer.Retriever;
import dev.bantam.tasks.contest.JobInput;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.JobReply;
import dev.bantam.tasks.contest.TextJob;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Searching and asking, as contestants of an evaluation. */
final class RetrievalJobs {
  private RetrievalJobs() {}

  /**
   * Searches an index: {@code search:?index=FOLDER&mode=hybrid&k=10&rerank=MODEL}. Says the
   * documents that it finds, one on a line, the best first.
   */
  static TextJob search(@Nullable TaskModel model, JobOptions options) throws IOException {
    if (model != null) {
      throw new IllegalArgumentException("a search needs no model: search:?index=FOLDER");
    }
    int most = options.integer("k", 10, 1, RetrieveLimits.HITS);
    options.required("index");
    IndexArguments.Opened opened = open(options);
    return new TextJob() {
      @Override
      public JobReply run(JobInput input) throws IOException {
        long begun = System.nanoTime();
        Set<String> documents = new LinkedHashSet<>();
        // A document has several passages, and counts at the place of its best.
        for (Hit hit : opened.retriever().retrieve(input.text(), 4 * most)) {
          documents.add(hit.passage().document());
        }
        String found = documents.stream().limit(most).collect(Collectors.joining("\n"));
        return new JobReply(found, RetrievalJobs.seconds((System.nanoTime() - begun) / 1e9));
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  private static Usage seconds(double seconds) {
    return new Usage(0, 0, seconds, 0, "none");
  }

  private static IndexArguments.Opened open(JobOptions options) throws IOException {
    Path folder = options.file("index");
    String mode = options.text("mode");
    String reranker = options.text("rerank");
    int candidates = options.integer("candidates", Reranker.CANDIDATES, 1, RetrieveLimits.HITS);
    IndexArguments.Opened opened =
        IndexArguments.open(
            folder, mode == null ? null : Mode.valueOf(mode.toUpperCase(Locale.ROOT)));
    return reranker == null ? opened : IndexArguments.reranked(opened, reranker, candidates);
  }

  /**
   * Answers: {@code ask:MODEL?index=FOLDER}. Without an index, from the passages that the task's
   * row gives ({@code passages}: a list of {@code id} and {@code text}), which are cited by id.
   */
  static TextJob ask(TaskModel model, JobOptions options) throws IOException {
    PromptFile prompt = options.prompt(model, "ask");
    double threshold = options.number("threshold", -1, 0, 1);
    AskOptions asked =
        AskOptions.DEFAULT
            .withPassages(options.integer("passages", AskOptions.DEFAULT.passages(), 1, 100))
            .withThreshold(threshold < 0 ? null : (Double) threshold)
            .withQuoteOnly(options.flag("quote", false));
    IndexArguments.Opened opened = options.given().containsKey("index") ? open(options) : null;
    options.text("mode");
    options.text("rerank");
    options.integer("candidates", Reranker.CANDIDATES, 1, RetrieveLimits.HITS);
    return new TextJob() {
      @Override
      public JobReply run(JobInput input) throws IOException {
        Retriever retriever = opened == null ? given(input) : opened.retriever();
        Result<CitedAnswer> result =
            new Answerer(model, retriever, prompt, asked).answer(input.text());
        return JobReply.of(result, result.value().text(result.sources()));
      }

      @Override
      public void close() throws IOException {
        if (opened != null) {
          opened.close();
        }
      }
    };
  }

  private static Retriever given(JobInput input) {
    List<Hit> hits = new ArrayList<>();
    if (input.fields().get("passages") instanceof List<?> passages) {
      for (Object passage : passages) {
        if (passage instanceof Map<?, ?> map && map.get("id") instanceof Number id) {
          String text = String.valueOf(map.get("text"));
          hits.add(new Hit(new Passage("given", id.intValue(), 0, "", text), 1));
        }
      }
    }
    if (hits.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to answer from: ask:MODEL?index=FOLDER, or a task with passages");
    }
    return (_, _) -> hits;
  }
}
