package dev.bantam.tasks.summarize;

import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.JobReply;
import dev.bantam.tasks.contest.TextJob;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.summarize.SummaryOptions.Style;
import dev.bantam.tasks.summarize.SummaryOptions.Unit;
import dev.bantam.tasks.summarize.SummaryOptions.Unsupported;
import java.io.IOException;

/** Summaries as they are measured. */
public final class SummarizeJob {
  private static final int MOST = 50;

  private SummarizeJob() {}

  /**
   * One sentence, or as many as the option {@code sentences} says; {@code extract=true} for the
   * text's own, {@code drop=true} to leave out what is not supported.
   */
  public static TextJob open(TaskModel model, JobOptions options) throws IOException {
    PromptFile prompt = options.prompt(model, Summarizer.JOB);
    SummaryOptions summary =
        SummaryOptions.DEFAULT
            .withLength(options.integer("sentences", 1, 1, MOST), Unit.SENTENCES)
            .withStyle(options.flag("extract", false) ? Style.EXTRACT : Style.PARAGRAPH)
            .withUnsupported(options.flag("drop", false) ? Unsupported.DROP : Unsupported.KEEP);
    Summarizer summarizer = new Summarizer(model, prompt, (_, _) -> {});
    return input -> {
      var result = summarizer.summarize(Document.text("text", input.text()), summary);
      return JobReply.of(result, result.value().text());
    };
  }
}
