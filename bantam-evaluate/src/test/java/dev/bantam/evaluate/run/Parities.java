package dev.bantam.evaluate.run;

import dev.bantam.evaluate.contestant.Contestant;
import dev.bantam.evaluate.contestant.Query;
import dev.bantam.evaluate.contestant.RecordedLine;
import dev.bantam.evaluate.contestant.Reply;
import dev.bantam.evaluate.energy.EnergySettings;
import dev.bantam.evaluate.task.Paper;
import dev.bantam.evaluate.task.PromptOptions;
import dev.bantam.evaluate.task.Task;
import dev.bantam.evaluate.task.TaskCatalogue;
import dev.bantam.evaluate.task.function.CodeFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task of many questions, and somebody slow who answers them by arithmetic. */
final class Parities {
  static final String NAME = "parities";
  static final int BATCH = 16;

  private Parities() {}

  /** Writes the task's file and its data. */
  static Paper write(Path folder, int documents) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < documents; i++) {
      lines.append("{\"q\": \"Is %d even?\", \"right\": %d}\n".formatted(i, i % 2));
    }
    Files.writeString(folder.resolve("parities.jsonl"), lines);
    Files.writeString(
        folder.resolve("parities.yaml"),
        """
        task: parities
        dataset_path: json
        dataset_kwargs:
          data_files:
            test: parities.jsonl
        test_split: test
        output_type: multiple_choice
        doc_to_text: "{{q}}"
        doc_to_choice: ["yes", "no", "perhaps"]
        doc_to_target: right
        metric_list:
          - metric: acc
          - metric: acc_norm
        """);
    return read(folder);
  }

  /** The paper of a task that is there. */
  static Paper read(Path folder) throws IOException {
    Task task =
        TaskCatalogue.of(List.of(folder), CodeFunctions.Runner.REFUSED).find(NAME).all().getFirst();
    PromptOptions options = new PromptOptions(0, 1234, false, null, false);
    return Paper.of(
        task, task.documents((path, name, split) -> List.of(), false), options, Integer.MAX_VALUE);
  }

  static TaskResult evaluate(Path journals, Contestant contestant, Paper paper) throws IOException {
    return new Evaluator(journals, EnergySettings.DEFAULT, (c, t, done, of) -> {})
        .evaluate(contestant, paper);
  }

  /** The name and the exact value of each figure. */
  static List<String> figures(TaskResult result) {
    return result.figures().stream()
        .map(
            figure ->
                "%s %s %s %s"
                    .formatted(figure.label(), figure.value(), figure.stderr(), figure.high()))
        .toList();
  }

  /**
   * Answers each query as its hash says.
   *
   * @param log where a line is added for each query before it is answered
   * @param millis that each takes
   * @param go a file without which none is answered; null for no such file
   */
  record Slow(Path log, int millis, @Nullable Path go) implements Contestant {
    Slow(Path log, int millis) {
      this(log, millis, null);
    }

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public String identity() {
      return "slow";
    }

    @Override
    public Map<String, String> facts() {
      return Map.of();
    }

    @Override
    public int batch() {
      return BATCH;
    }

    @Override
    public List<Reply> answer(List<Query> queries) throws IOException {
      List<Reply> replies = new ArrayList<>();
      for (Query query : queries) {
        String hash = RecordedLine.hash(query);
        Files.writeString(log, hash + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        pause();
        int number = Integer.parseInt(hash.substring(0, 4), 16);
        replies.add(
            query instanceof Query.Generate
                ? new Reply.Said(number % 3 == 0 ? "yes" : "I say no", 5, 3)
                : new Reply.Scored(-number / 1000.0, number % 2 == 0, 5, 2));
      }
      return replies;
    }

    private void pause() throws IOException {
      try {
        Thread.sleep(millis);
        while (go != null && !Files.exists(go)) {
          Thread.sleep(1);
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {}
  }

  /** Evaluates in a process of its own: {@code FOLDER MILLIS [GO]}. Ends with 3 where it cannot. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path go = args.length > 2 ? Path.of(args[2]) : null;
    Slow slow = new Slow(folder.resolve("asked.log"), Integer.parseInt(args[1]), go);
    try {
      TaskResult result = evaluate(folder.resolve("journals"), slow, read(folder));
      Files.write(folder.resolve("figures.txt"), figures(result));
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(3);
    }
  }
}
