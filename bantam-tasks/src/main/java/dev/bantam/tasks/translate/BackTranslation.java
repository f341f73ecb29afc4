package dev.bantam.tasks.translate;

import dev.bantam.evaluate.metric.Metric;
import dev.bantam.evaluate.metric.Metrics;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.translate.SentenceTranslator.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Translates translations back, with the same model, and measures with chrF how much of the source
 * comes back. What it can tell, and where the bound is from: {@code docs/tasks/translate.md}.
 */
final class BackTranslation {
  /** A translation whose source comes back with less is doubtful. */
  static final double LEAST = 17;

  private final SentenceTranslator back;
  private final TranslateOptions options;
  private final Metric chrf;

  BackTranslation(Work work, PromptFile prompt, TranslateOptions options) {
    this.options =
        TranslateOptions.of(options.to(), options.from())
            .withDomain(options.domain())
            .withEnforced(false);
    this.back = new SentenceTranslator(work, prompt, this.options);
    try {
      this.chrf = Metrics.named("chrf");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of a file
    }
  }

  /** The score of each, from 0 to 100. */
  List<Double> scores(List<String> sources, List<String> targets) {
    List<Question> questions =
        targets.stream()
            .map(
                target ->
                    Guarded.of(
                        target, List.of(), Glossary.NONE, options.source(), options.target()))
            .map(sentence -> new Question(sentence, List.of(), List.of()))
            .toList();
    List<Draft> drafts = back.translate(questions);
    return IntStream.range(0, sources.size())
        .mapToObj(i -> chrf.of(List.of(drafts.get(i).target()), List.of(sources.get(i))))
        .toList();
  }

  /** Why a score makes a translation doubtful. */
  static String note(double score) {
    return String.format(Locale.ROOT, "comes back unlike the source (chrF %.0f of 100)", score);
  }
}
