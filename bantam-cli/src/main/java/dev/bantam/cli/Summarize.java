package dev.bantam.cli;

import dev.bantam.format.AtomicFile;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.summarize.Summarizer;
import dev.bantam.tasks.summarize.Summary;
import dev.bantam.tasks.summarize.SummaryOptions;
import dev.bantam.tasks.summarize.SummaryOptions.Style;
import dev.bantam.tasks.summarize.SummaryOptions.Unit;
import dev.bantam.tasks.summarize.SummaryOptions.Unsupported;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam summarize}. */
@Command(
    name = "summarize",
    aliases = "summarise",
    description = "Summarise documents; each sentence can be traced to its source.",
    mixinStandardHelpOptions = true)
final class Summarize implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description =
          "Documents and folders of them: PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, HTML,"
              + " Markdown, e-mail, text. Default: standard input.")
  private List<Path> files = List.of();

  @ArgGroup private @Nullable Length length;

  @Option(names = "--style", paramLabel = "STYLE", description = "${COMPLETION-CANDIDATES}.")
  private Style style = Style.PARAGRAPH;

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      description = "In which it is written, such as German. Default: the document's.")
  private @Nullable String language;

  @Option(names = "--cite", description = "Show behind each sentence where it comes from.")
  private boolean cite;

  @Option(
      names = "--unsupported",
      paramLabel = "WHAT",
      description =
          "What becomes of sentences that the document does not support:"
              + " ${COMPLETION-CANDIDATES}. Default: mark.")
  private Unsupported unsupported = Unsupported.MARK;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write the summaries there, after each document anew, instead of printing them.")
  private @Nullable Path output;

  @Mixin private JobArguments job = new JobArguments();

  private final StringBuilder written = new StringBuilder();

  private static final class Length {
    @Option(
        names = {"-n", "--sentences"},
        required = true,
        paramLabel = "N",
        description = "How many sentences or points. Default: 3.")
    private @Nullable Integer sentences;

    @Option(
        names = "--words",
        required = true,
        paramLabel = "N",
        description = "How many words at most.")
    private @Nullable Integer words;
  }

  private SummaryOptions options() {
    SummaryOptions options =
        SummaryOptions.DEFAULT.withLanguage(language).withUnsupported(unsupported);
    if (length != null && length.sentences != null) {
      options = options.withLength(length.sentences, Unit.SENTENCES);
    } else if (length != null && length.words != null) {
      options = options.withLength(length.words, Unit.WORDS);
    }
    return options.withStyle(style);
  }

  @Override
  public Integer call() throws Exception {
    SummaryOptions options = options();
    DocumentFiles documents = new DocumentFiles(files);
    DocumentFiles.checkApart(documents.files(), output);
    boolean several = documents.files().size() > 1;
    if (style == Style.EXTRACT) {
      return documents.eachDocument(
          document -> show(Summarizer.extract(document, options), several));
    }
    try (TaskModel model = job.open()) {
      PromptFile prompt = job.prompt(model, Summarizer.JOB);
      return documents.eachDocument(
          document -> show(summarized(model, prompt, document, options), several));
    }
  }

  private static Result<Summary> summarized(
      TaskModel model, PromptFile prompt, Document document, SummaryOptions options) {
    try (ProgressBar bar = new ProgressBar()) {
      return new Summarizer(model, prompt, (done, parts) -> bar.items(done, parts, "parts"))
          .summarize(document, options);
    }
  }

  private void show(Result<Summary> result, boolean several) throws IOException {
    String text = result.value().text(cite);
    String headed = several ? "== " + result.value().document() + "\n" + text + "\n" : text;
    if (output == null && !(several && job.json())) {
      job.print(result, headed);
      return;
    }
    String more = job.json() ? Output.line(result.fields()) : headed;
    if (output == null) {
      System.out.println(more);
      return;
    }
    written.append(more).append('\n');
    AtomicFile.write(output, written.toString().getBytes(StandardCharsets.UTF_8));
  }
}
