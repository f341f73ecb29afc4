package dev.bantam.tasks.summarize;

import dev.bantam.evaluate.energy.EnergySettings;
import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.evaluate.energy.Stretch;
import dev.bantam.generate.Answer;
import dev.bantam.generate.Request;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Usage;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.document.Passages;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.summarize.SummaryOptions.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Summarises documents, however long.
 *
 * <p>A document that does not fit the model's context is cut into parts at its headings; each part
 * becomes a few sentences, and those of neighbouring parts are joined and summarised again until
 * they fit one question (hierarchical merging: Wu et al., 2021; Chang et al., 2024). What a part
 * does not support is left out before it is joined, so that an invention does not travel up.
 *
 * <p>Each sentence is traced to the passages that it rests on, as {@link Support} says. A result's
 * confidence is the mean support of the sentences that the model wrote, those that were dropped
 * included.
 */
public final class Summarizer {
  /** Name of the prompt. */
  public static final String JOB = "summarize";

  /** Tokens of a passage that a sentence is traced to. */
  private static final int PASSAGE = 200;

  /** Tokens that a sentence may take. */
  private static final int SENTENCE = 60;

  /** Sentences that a part of a long document becomes. */
  private static final SummaryOptions OF_PART = SummaryOptions.DEFAULT;

  /** Characters of a token, where there is no model to ask. */
  private static final int CHARS = 4;

  /** Questions asked between two signs of progress. */
  private static final int TOGETHER = 16;

  private final TaskModel model;
  private final PromptFile prompt;
  private final Progress progress;

  /** With the prompt that comes with the program. */
  public Summarizer(TaskModel model) {
    this(model, model.prompt(JOB), (_, _) -> {});
  }

  /** With a prompt of one's own, told how far it has come. */
  public Summarizer(TaskModel model, PromptFile prompt, Progress progress) {
    this.model = model;
    this.prompt = prompt;
    this.progress = progress;
  }

  /** Told how far a long document has come. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Some parts are done.
     *
     * @param parts of the document that are summarised now
     */
    void parts(int done, int parts);
  }

  /** Summarises a document. */
  public Result<Summary> summarize(Document document, SummaryOptions options) {
    return summarize(document, options, () -> false);
  }

  /**
   * Summarises a document.
   *
   * @param cancelled asked now and then; once true, the work ends with {@link
   *     java.util.concurrent.CancellationException}
   * @throws IllegalArgumentException if the model's context is too small for the prompt
   */
  public Result<Summary> summarize(
      Document document, SummaryOptions options, BooleanSupplier cancelled) {
    if (options.style() == Style.EXTRACT) {
      return extract(document, options);
    }
    Work work = model.begin(cancelled);
    int most = Math.min(options.sentences() * SENTENCE, model.generator().context() / 4);
    int room =
        work.room(prompt, values("", options, false)) - Math.max(0, most - prompt.maxTokens());
    List<Passage> passages = passages(document, Math.min(PASSAGE, room / 3), model::tokens);
    List<Passage> parts = Parts.joined(passages, room, model::tokens);
    while (parts.size() > 1) {
      parts = Parts.joined(notes(work, parts, room), room, model::tokens);
    }
    Map<String, Object> values = values(parts.getFirst().text(), options, false);
    Answer answer =
        work.ask(List.of(work.request(prompt, values).maxTokens(most).build())).getFirst();
    Tracing tracing = new Tracing(document, passages, options, Written.sentences(answer, options));
    return work.result(tracing.summary(), prompt, tracing.sources(), tracing.support());
  }

  /**
   * The document's own most central sentences, found by {@link LexRank} without a model; the
   * options' language does not count.
   */
  public static Result<Summary> extract(Document document, SummaryOptions options) {
    try (EnergyStopwatch clock = new EnergyStopwatch(EnergySettings.DEFAULT)) {
      List<Passage> passages = passages(document, PASSAGE, text -> text.length() / CHARS + 1);
      List<String> sentences = Extract.sentences(document, options);
      Tracing tracing = new Tracing(document, passages, options, sentences);
      Stretch took = clock.total();
      Usage usage = new Usage(0, 0, took.seconds(), took.joules() / 3600, took.method());
      return new Result<>(tracing.summary(), "", "", tracing.sources(), tracing.support(), usage);
    }
  }

  /** A document's passages; its headings alone where there is nothing below them. */
  private static List<Passage> passages(
      Document document, int size, ToIntFunction<String> measure) {
    List<Passage> passages = Passages.of(document, size, measure);
    return passages.isEmpty()
        ? List.of(new Passage(document.name(), 1, 0, "", document.text()))
        : passages;
  }

  /**
   * What parts become: a passage each, under the part's heading.
   *
   * @param room in which two of them have to fit
   */
  private List<Passage> notes(Work work, List<Passage> parts, int room) {
    int most = Math.min(OF_PART.sentences() * SENTENCE, room / 3);
    List<Passage> notes = new ArrayList<>();
    for (int from = 0; from < parts.size(); from += TOGETHER) {
      progress.parts(from, parts.size());
      List<Passage> some = parts.subList(from, Math.min(parts.size(), from + TOGETHER));
      List<Request> requests =
          some.stream()
              .map(part -> work.request(prompt, values(part.text(), OF_PART, true)))
              .map(request -> request.maxTokens(most).build())
              .toList();
      List<Answer> answers = work.ask(requests);
      for (int i = 0; i < some.size(); i++) {
        notes.add(note(some.get(i), answers.get(i), most));
      }
    }
    progress.parts(parts.size(), parts.size());
    return notes;
  }

  /**
   * What a part supports of an answer; if that is nothing, the part's own central sentence.
   *
   * @param most tokens of that sentence
   */
  private Passage note(Passage part, Answer answer, int most) {
    Support support = new Support(List.of(part));
    String kept =
        Written.sentences(answer, OF_PART).stream()
            .filter(sentence -> support.traced(sentence).supported())
            .collect(Collectors.joining(" "));
    if (kept.isEmpty()) {
      Document document = Document.text(part.document(), part.text());
      SummaryOptions one = OF_PART.withLength(1, SummaryOptions.Unit.SENTENCES);
      String central = String.join(" ", Extract.sentences(document, one));
      kept = passages(Document.text("", central), most, model::tokens).getFirst().text();
    }
    return new Passage(part.document(), part.number(), part.page(), part.heading(), kept);
  }

  private static Map<String, Object> values(String text, SummaryOptions options, boolean part) {
    Map<String, Object> values = new HashMap<>();
    values.put("document", text);
    values.put("length", options.lengthInWords());
    values.put("style", options.style().name().toLowerCase(Locale.ROOT));
    values.put("language", options.language() == null ? "" : options.language());
    values.put("part", part);
    return values;
  }
}
