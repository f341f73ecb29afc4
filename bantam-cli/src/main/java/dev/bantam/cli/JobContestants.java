package dev.bantam.cli;

import dev.bantam.data.Suggestion;
import dev.bantam.tasks.classify.ClassifyJob;
import dev.bantam.tasks.contest.JobFactory;
import dev.bantam.tasks.contest.PromptJob;
import dev.bantam.tasks.extract.ExtractJob;
import dev.bantam.tasks.guard.GuardJob;
import dev.bantam.tasks.summarize.SummarizeJob;
import dev.bantam.tasks.translate.TranslateJob;
import dev.bantam.tasks.write.MeasuredWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as contestants: {@code JOB:MODEL?NAME=VALUE&...}. A job joins by a line in {@link #JOBS}.
 *
 * @param job its name in {@link #JOBS}
 * @param model null if none is named
 * @param options as written
 */
record JobContestants(String job, @Nullable String model, String options) {
  private static final Map<String, JobFactory> JOBS =
      Map.ofEntries(
          Map.entry("prompt", JobFactory.of(PromptJob::open)),
          Map.entry("write", JobFactory.of(MeasuredWriter::open)),
          Map.entry("code", JobFactory.of(CodeVerb::measured)),
          Map.entry("summarize", JobFactory.of(SummarizeJob::open)),
          Map.entry("translate", JobFactory.of(TranslateJob::open)),
          Map.entry("classify", JobFactory.of(ClassifyJob::open)),
          Map.entry("extract", JobFactory.of(ExtractJob::open)),
          Map.entry("search", RetrievalJobs::search),
          Map.entry("ask", JobFactory.of(RetrievalJobs::ask)),
          Map.entry("guard", GuardJob::open));

  /** The job that a text names; null if it names something else. */
  static @Nullable JobContestants of(String text) {
    int colon = text.indexOf(':');
    int mark = text.indexOf('?');
    String job = text.substring(0, Math.max(0, colon));
    if (colon < 0 || mark >= 0 && mark < colon || Files.exists(Path.of(text))) {
      return null;
    }
    if (!JOBS.containsKey(job)) {
      if (mark < 0) {
        return null;
      }
      throw new Failures.UsageException(
          "no job is called '%s'%s: there are %s"
              .formatted(
                  job,
                  Suggestion.didYouMean(job, JOBS.keySet()),
                  String.join(", ", JOBS.keySet().stream().sorted().toList())));
    }
    String model = text.substring(colon + 1, mark < 0 ? text.length() : mark);
    return new JobContestants(
        job, model.isEmpty() ? null : model, mark < 0 ? "" : text.substring(mark + 1));
  }

  /** Makes it. */
  JobFactory factory() {
    return JOBS.get(job);
  }
}
