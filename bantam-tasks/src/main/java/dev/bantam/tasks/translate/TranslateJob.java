package dev.bantam.tasks.translate;

import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.contest.JobInput;
import dev.bantam.tasks.contest.JobOptions;
import dev.bantam.tasks.contest.JobReply;
import dev.bantam.tasks.contest.TextJob;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Translations as they are measured. */
public final class TranslateJob {
  private TranslateJob() {}

  /**
   * Between the languages of {@code from} (default {@code en}) and {@code to}, with the terms of
   * {@code glossary}, or those that a row has; {@code enforced=false} only asks for them.
   */
  public static TextJob open(TaskModel model, JobOptions options) throws IOException {
    PromptFile prompt = options.prompt(model, "translate");
    String from = options.text("from");
    Path glossary = options.file("glossary");
    String domain = options.text("domain");
    TranslateOptions how =
        TranslateOptions.of(from == null ? "en" : from, options.required("to"))
            .withEnforced(options.flag("enforced", true))
            .withGlossary(glossary == null ? Glossary.NONE : Glossary.read(glossary))
            .withDomain(
                domain == null ? Domain.GENERAL : Domain.valueOf(domain.toUpperCase(Locale.ROOT)));
    return input -> {
      TranslateOptions own =
          input.get("glossary") == null ? how : how.withGlossary(Glossary.of(terms(input)));
      // Each text with a translator of its own, so that no text depends on those before.
      var result = new Translator(model, prompt, own).translate(input.text());
      return JobReply.of(result, result.value().text());
    };
  }

  private static List<Term> terms(JobInput input) {
    List<Term> terms = new ArrayList<>();
    for (Object one : input.get("glossary") instanceof List<?> list ? list : List.of()) {
      if (one instanceof Map<?, ?> term
          && term.get("source") instanceof String source
          && term.get("target") instanceof List<?> targets) {
        terms.add(new Term(source, targets.stream().map(String::valueOf).toList()));
      }
    }
    return terms;
  }
}
