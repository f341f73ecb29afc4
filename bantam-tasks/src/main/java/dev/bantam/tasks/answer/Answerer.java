package dev.bantam.tasks.answer;

import dev.bantam.evaluate.metric.Refusal;
import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.Source;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.document.Passages;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.trace.Support;
import dev.bantam.tasks.trace.Traced;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Answers questions from documents, or says that the answer is not in them.
 *
 * <pre>{@code
 * try (TaskModel model = TaskModel.open(path)) {
 *   Result<CitedAnswer> result = new Answerer(model, index).answer("Who approves leave?");
 *   System.out.println(result.value().text());
 *   result.sources().forEach(s -> System.out.println(s.number() + ": " + s.passage().place()));
 * }
 * }</pre>
 *
 * <p>The guards, as small models cite badly and know too much: where the best passage hardly fits
 * the question the model is not asked at all; whatever it says, each sentence cites the passages
 * that say the same (see {@link Support}), and is marked if there are none; if there are none for
 * any sentence, the documents are quoted instead.
 */
public final class Answerer {
  private static final Refusal REFUSAL = Refusal.english();

  /** Tokens between passages. */
  private static final int BETWEEN = 2;

  private final TaskModel model;
  private final Retriever retriever;
  private final PromptFile prompt;
  private final AskOptions options;
  private final Voice voice;

  /** Where a model's words come from. */
  @FunctionalInterface
  interface Voice {
    String says(Work work, Map<String, String> values);
  }

  /** Answers from what a retriever finds. */
  public Answerer(TaskModel model, Retriever retriever) {
    this(model, retriever, model.prompt("ask"), AskOptions.DEFAULT);
  }

  /** With a prompt and options of one's own. */
  public Answerer(TaskModel model, Retriever retriever, PromptFile prompt, AskOptions options) {
    this(model, retriever, prompt, options, (work, values) -> whole(work.ask(prompt, values)));
  }

  /** For tests: with another's words. */
  Answerer(
      TaskModel model, Retriever retriever, PromptFile prompt, AskOptions options, Voice voice) {
    this.voice = voice;
    this.model = model;
    this.retriever = retriever;
    this.prompt = prompt;
    this.options = options;
  }

  /** What a model said, without a last sentence that breaks off. */
  private static String whole(Answer answer) {
    List<String> sentences = Passages.sentences(answer.text());
    return answer.finish() == FinishReason.LENGTH && sentences.size() > 1
        ? String.join(" ", sentences.subList(0, sentences.size() - 1))
        : answer.text();
  }

  /** Answers a question. */
  public Result<CitedAnswer> answer(String question) throws IOException {
    return answer(question, () -> false);
  }

  /**
   * Answers a question.
   *
   * @param cancelled asked at each token; once true, this ends with {@link
   *     java.util.concurrent.CancellationException}
   * @return the answer, with the passages that it cites; its confidence is the mean support of its
   *     sentences, and absent where there is no answer
   * @throws IllegalArgumentException if the question is empty
   * @throws IOException if the documents cannot be searched
   */
  public Result<CitedAnswer> answer(String question, BooleanSupplier cancelled) throws IOException {
    if (question.isBlank()) {
      throw new IllegalArgumentException("the question is empty");
    }
    Work work = model.begin(cancelled);
    List<Hit> hits = retriever.retrieve(question, options.passages());
    double relevance = hits.stream().mapToDouble(Hit::score).max().orElse(0);
    Double wanted = options.threshold();
    if (hits.isEmpty() || relevance < (wanted == null ? retriever.threshold() : wanted)) {
      return work.result(new CitedAnswer(List.of(), false, relevance), prompt, List.of(), null);
    }
    List<Traced> said = options.quoteOnly() ? List.of() : said(work, question, hits);
    boolean refused = !options.quoteOnly() && said.isEmpty();
    boolean quoted = !refused && said.stream().noneMatch(Traced::supported);
    List<Traced> sentences = quoted ? new Quote(question, hits).best() : said;
    return result(work, hits, new CitedAnswer(sentences, quoted, relevance));
  }

  /** What the model says, traced; nothing if it says that the passages do not hold the answer. */
  private List<Traced> said(Work work, String question, List<Hit> hits) {
    String passages = fitting(work, question, hits);
    String answer =
        withoutMarks(voice.says(work, Map.of("passages", passages, "question", question)));
    if (REFUSAL.isOne(answer)) {
      return List.of();
    }
    Support support = new Support(hits.stream().map(Hit::passage).toList(), true);
    Set<String> sentences = new LinkedHashSet<>(Passages.sentences(answer));
    return sentences.stream().map(support::traced).toList();
  }

  /** The passages with their numbers, as many as fit the context; of the first, what fits. */
  private String fitting(Work work, String question, List<Hit> hits) {
    int room = work.room(prompt, Map.of("passages", "", "question", question));
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < hits.size(); i++) {
      String shown = shown(i + 1, hits.get(i).passage());
      if (i > 0 && model.tokens(shown) + BETWEEN > room) {
        break;
      }
      while (model.tokens(shown) + BETWEEN > room) {
        shown = shown.substring(0, shown.length() * 3 / 4);
      }
      room -= model.tokens(shown) + BETWEEN;
      all.append(all.isEmpty() ? "" : "\n\n").append(shown);
    }
    return all.toString();
  }

  private static String shown(int number, Passage passage) {
    String heading = passage.heading().isEmpty() ? "" : passage.heading() + ": ";
    return "[%d] %s%s".formatted(number, heading, passage.text());
  }

  /** Without {@code [1]} and the like: what is cited is found out, not believed. */
  private static String withoutMarks(String answer) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < answer.length(); i++) {
      int end = i;
      if (answer.charAt(i) == '[') {
        do {
          end++;
        } while (end < answer.length() && "0123456789, ".indexOf(answer.charAt(end)) >= 0);
      }
      if (end > i + 1 && end < answer.length() && answer.charAt(end) == ']') {
        plain.setLength(plain.toString().stripTrailing().length());
        i = end;
      } else {
        plain.append(answer.charAt(i));
      }
    }
    return plain.toString().strip();
  }

  /** Numbers the sources in the order in which they are cited. */
  private Result<CitedAnswer> result(Work work, List<Hit> hits, CitedAnswer answer) {
    List<Integer> cited =
        answer.sentences().stream().flatMap(s -> s.sources().stream()).distinct().toList();
    List<Source> sources = new ArrayList<>();
    for (int number : cited) {
      sources.add(new Source(sources.size() + 1, hits.get(number - 1).passage()));
    }
    List<Traced> sentences =
        answer.sentences().stream()
            .map(
                s ->
                    new Traced(
                        s.text(),
                        s.sources().stream().map(source -> cited.indexOf(source) + 1).toList(),
                        s.support(),
                        s.supported()))
            .toList();
    Double confidence =
        answer.found()
            ? sentences.stream().mapToDouble(Traced::support).average().orElseThrow()
            : null;
    return work.result(
        new CitedAnswer(sentences, answer.quoted(), answer.relevance()),
        prompt,
        sources,
        confidence);
  }
}
