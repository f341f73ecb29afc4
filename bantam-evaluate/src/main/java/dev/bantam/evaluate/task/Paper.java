package dev.bantam.evaluate.task;

import dev.bantam.evaluate.contestant.Context;
import dev.bantam.evaluate.contestant.Query;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task with all its questions written out: what is handed to each contestant.
 *
 * @param settings how the prompts were made, by name
 * @param questions one for each document that is asked about
 */
public record Paper(Task task, Map<String, String> settings, List<Question> questions) {
  /**
   * A document and what is asked about it.
   *
   * @param id its number in the split; questions that differ in the order of choices share one
   * @param queries for choices: one for each, then, if mutual information is measured, one for each
   *     without the question; for answers: as many as the task repeats
   */
  public record Question(int id, Map<String, @Nullable Object> document, List<Query> queries) {}

  /**
   * Writes the questions of a task.
   *
   * @param limit most documents, from the first
   * @throws MalformedFileException naming the file, the key and the document that is wrong
   */
  public static Paper of(Task task, Documents documents, PromptOptions options, int limit)
      throws IOException {
    List<Map<String, @Nullable Object>> asked = documents.asked();
    int fewshots = options.fewshots(task);
    Prompter prompter =
        new Prompter(task, options, fewshots == 0 ? List.of() : documents.examples(task.fewShot()));
    List<Question> questions = new ArrayList<>();
    for (int id = 0; id < Math.min(limit, asked.size()); id++) {
      try {
        Map<String, @Nullable Object> document = asked.get(id);
        List<Map<String, @Nullable Object>> examples = prompter.examples(document);
        for (Map<String, @Nullable Object> order :
            options.orders() ? ChoiceOrders.of(document) : List.of(document)) {
          questions.add(question(task, options, prompter.contexts(order, examples), id, order));
        }
      } catch (MalformedFileException e) {
        throw new MalformedFileException(
            e.file(),
            -1,
            "%s (document %d of split '%s')"
                .formatted(e.reason(), id, Settings.shown(task.data().split())));
      }
    }
    if (questions.isEmpty()) {
      throw task.settings()
          .wrong("dataset_path", "has no documents in split '" + task.data().split() + "'");
    }
    return new Paper(task, settings(task, documents, options, fewshots, asked.size()), questions);
  }

  /** The name under which a job finds the text that it works on. */
  public static final String TEXT = "text";

  /**
   * The questions of a task as jobs are asked them: no prompt, which is the job's own, but fields
   * of the document as JSON. Which ones the task says: {@code metadata: {job_input: {text: COLUMN,
   * NAME: COLUMN, ...}}}.
   *
   * @throws MalformedFileException if the task does not say so, or wants no answers in words
   */
  public static Paper ofInputs(Task task, Documents documents, int limit) throws IOException {
    Settings columns = task.settings().map("metadata").map("job_input");
    if (!columns.has(TEXT) || task.type() != OutputType.GENERATE_UNTIL) {
      throw task.settings()
          .wrong(
              "metadata",
              "should name the column that a job is given, as in {job_input: {text: COLUMN}}, in a"
                  + " task of output_type generate_until");
    }
    List<Map<String, @Nullable Object>> asked = documents.asked();
    List<Question> questions = new ArrayList<>();
    for (int id = 0; id < Math.min(limit, asked.size()); id++) {
      Map<String, @Nullable Object> document = asked.get(id);
      Map<String, @Nullable Object> input = new LinkedHashMap<>();
      for (String name : columns.values().keySet()) {
        String column = columns.text(name);
        if (!document.containsKey(column)) {
          throw columns.wrong(name, "names no column of document " + id);
        }
        input.put(name, document.get(column));
      }
      Marker.references(task, document);
      Query query = task.generation().query(new Context.Text(Json.write(input)), 0);
      questions.add(new Question(id, document, List.of(query)));
    }
    Map<String, String> settings =
        settings(task, documents, PromptOptions.DEFAULT, 0, asked.size());
    settings.put("prompt", "the job's");
    return new Paper(task, settings, questions);
  }

  /** What a question asks, for people: the first query's context, or its text. */
  public static String shown(Question question) {
    return switch (question.queries().getFirst()) {
      case Query.Likelihood likelihood -> likelihood.context().shown();
      case Query.Rolling rolling -> rolling.text();
      case Query.Generate generate -> generate.context().shown();
    };
  }

  private static Map<String, String> settings(
      Task task, Documents documents, PromptOptions options, int fewshots, int size)
      throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("num_fewshot", String.valueOf(fewshots));
    if (fewshots > 0) {
      settings.put("fewshot_seed", String.valueOf(options.seed()));
    }
    settings.put("chat_template", options.chat() ? "the contestant's" : "none");
    if (options.orders()) {
      settings.put("orders of choices", "all rotations");
    }
    if (options.system() != null) {
      settings.put("system", options.system());
    }
    settings.put("split", task.data().split() + ", " + size + " documents");
    settings.put("data", documents.source());
    settings.put("version", task.settings().map("metadata").textOr("version", "none"));
    return settings;
  }

  private static Question question(
      Task task,
      PromptOptions options,
      List<Context> contexts,
      int id,
      Map<String, @Nullable Object> document)
      throws MalformedFileException {
    List<Query> queries =
        switch (task.type()) {
          case LOGLIKELIHOOD ->
              List.of(new Query.Likelihood(contexts.getFirst(), task.target().text(document)));
          case LOGLIKELIHOOD_ROLLING -> List.of(new Query.Rolling(task.target().text(document)));
          case MULTIPLE_CHOICE -> choices(task, options, contexts, document);
          case GENERATE_UNTIL -> {
            Marker.references(task, document); // before a model answers for hours
            yield answers(task, options, contexts.getFirst());
          }
        };
    return new Question(id, document, queries);
  }

  private static List<Query> answers(Task task, PromptOptions options, Context context) {
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < task.repeats(); i++) {
      queries.add(task.generation().query(context, options.seed() + i));
    }
    return queries;
  }

  private static List<Query> choices(
      Task task,
      PromptOptions options,
      List<Context> contexts,
      Map<String, @Nullable Object> document)
      throws MalformedFileException {
    String begun = task.prefix() == null ? "" : task.prefix().text(document);
    boolean parted = !begun.isEmpty() && !Filter.isSpace(begun.charAt(begun.length() - 1));
    String delimiter = options.chat() && !parted ? "" : task.targetDelimiter();
    List<Query> queries = new ArrayList<>();
    if (task.asksEachChoice(document)) {
      ChoiceMarks.check(task, document, task.choices().choices(document));
      String rest = task.target().text(document);
      contexts.forEach(context -> queries.add(new Query.Likelihood(context, delimiter + rest)));
      return queries;
    }
    List<String> choices = task.choices().choices(document);
    ChoiceMarks.check(task, document, choices);
    for (String choice : choices) {
      queries.add(new Query.Likelihood(contexts.getFirst(), delimiter + choice));
    }
    if (task.metrics().stream().anyMatch(metric -> metric.name().equals("acc_mutual_info"))) {
      for (String choice : choices) {
        queries.add(new Query.Likelihood(new Context.Text(""), delimiter + choice));
      }
    }
    return queries;
  }
}
