package dev.bantam.cli;

import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.answer.Answerer;
import dev.bantam.tasks.answer.AskOptions;
import dev.bantam.tasks.answer.CitedAnswer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam ask}. */
@Command(
    name = "ask",
    description = {
      "Answer questions from documents that 'index' made searchable, with citations.",
      "Says 'not in these documents' where that is so."
    },
    mixinStandardHelpOptions = true)
final class Ask implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "QUESTION",
      description = "Without one, each line of standard input is a question.")
  private List<String> words = List.of();

  @Option(
      names = "--passages",
      paramLabel = "N",
      description = "Most passages that the model reads; default ${DEFAULT-VALUE}.")
  private int passages = AskOptions.DEFAULT.passages();

  @Option(
      names = "--threshold",
      paramLabel = "X",
      description = {
        "Least score of the best passage, from 0 to 1, for which there is an answer;",
        "default: as measured (docs/tasks/ask.md)."
      })
  private @Nullable Double threshold;

  @Option(names = "--quote", description = "Answer with a sentence of the documents alone.")
  private boolean quote;

  @Mixin private IndexArguments index = new IndexArguments();
  @Mixin private JobArguments job = new JobArguments();

  @Override
  public Integer call() throws Exception {
    try (IndexArguments.Opened opened = index.open();
        TaskModel model = job.open()) {
      Answerer answerer =
          new Answerer(
              model,
              opened.retriever(),
              job.prompt(model, "ask"),
              new AskOptions(passages, threshold, quote));
      if (!words.isEmpty()) {
        print(answerer.answer(String.join(" ", words)));
        return 0;
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          print(answerer.answer(line.strip()));
        }
      }
    }
    return 0;
  }

  private void print(Result<CitedAnswer> result) {
    job.print(result, result.value().text());
    if (result.value().quoted() && !quote) {
      System.err.println("  (quoted: nothing in the documents supports what the model said)");
    }
  }
}
