package dev.bantam.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.data.Row;
import dev.bantam.data.RowSource;
import dev.bantam.data.TableFile;
import dev.bantam.format.AtomicFile;
import dev.bantam.generate.Generator;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.analyze.Analysis;
import dev.bantam.tasks.analyze.AnalysisPage;
import dev.bantam.tasks.analyze.AnalyzeOptions;
import dev.bantam.tasks.analyze.Analyzer;
import dev.bantam.tasks.analyze.Topic;
import dev.bantam.tasks.batch.BatchJournal;
import dev.bantam.tasks.classify.Classifier;
import dev.bantam.tasks.classify.ClassifyOptions;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.extract.Extractor;
import dev.bantam.tasks.extract.RecordSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam analyze}. */
@Command(
    name = "analyze",
    description = {
      "What many documents are about: topics, key phrases, names; labels and records by a model"
          + " (docs/tasks/analyze.md).",
      "",
      "  bantam analyze manuals/ --page manuals.html -o manuals.csv",
      "  bantam analyze --data reviews.csv --labels positive,neutral,negative -o reviews.parquet",
      ""
    },
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
final class Analyze implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Documents, or folders of them.")
  private List<Path> files = List.of();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Rows instead, each a document: JSONL, CSV, TSV, Parquet.")
  private @Nullable Path data;

  @Option(
      names = "--text",
      paramLabel = "COLUMN",
      defaultValue = "text",
      description = "Column of texts; default ${DEFAULT-VALUE}.")
  private String textColumn;

  @Option(
      names = "--name",
      paramLabel = "COLUMN",
      description = "Column of the documents' names; default: the rows' numbers.")
  private @Nullable String nameColumn;

  @Option(
      names = "--topics",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many topics; default: by the number of documents.")
  private int topics;

  @Option(
      names = "--encoder",
      paramLabel = "MODEL",
      description = "Find topics by meaning, with an encoder such as minilm.")
  private @Nullable String encoder;

  @Option(
      names = {"-l", "--labels"},
      paramLabel = "LABEL",
      split = ",",
      description = "Labels that a model sorts the documents by, such as of their sentiment.")
  private List<String> labels = List.of();

  @Option(
      names = {"-s", "--schema"},
      paramLabel = "FILE",
      description = "JSON schema of a record that a model writes of each document.")
  private @Nullable Path schema;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = {
        "A row for each document: .csv, .tsv, .jsonl or .parquet.",
        "What a model has read is kept in FILE.part (without -o, beside the page): the same command"
            + " goes on where it was stopped."
      })
  private @Nullable Path out;

  @Option(names = "--page", paramLabel = "FILE", description = "A page of HTML with charts.")
  private @Nullable Path page;

  @Option(names = "--restart", description = "Throw away what a model has read in an earlier run.")
  private boolean restart;

  @Mixin private JobArguments job = new JobArguments();

  @Override
  public Integer call() throws Exception {
    if (files.isEmpty() == (data == null)) {
      throw new Failures.UsageException("give either documents or rows (--data) to analyse");
    }
    if (out != null) {
      TableFile.check(out);
    }
    RecordSchema records = schema == null ? null : RecordSchema.read(schema);
    DocumentFiles found = new DocumentFiles(files);
    DocumentFiles.checkApart(data == null ? found.files() : List.of(data), out, page);
    Path written = out == null ? page : out;
    if (written != null) {
      found.leaveOut(BatchJournal.of(written));
    }
    List<Document> documents = new ArrayList<>();
    int status = 0;
    if (data != null) {
      addRows(data, documents);
    } else {
      status = found.eachDocument(documents::add);
    }
    documents.removeIf(document -> document.text().isBlank());
    if (documents.isEmpty() && status != 0) {
      return status;
    }
    boolean reads = !labels.isEmpty() || records != null;
    try (TaskModel model = reads ? job.open() : null;
        Generator meaning =
            encoder == null ? null : Generator.open(ModelArgument.resolve(encoder).path())) {
      Analyzer analyzer = analyzer(model, meaning, records);
      if (model == null || written == null) {
        write(analyze(documents, done -> analyzer.analyze(documents, done, () -> false)));
        return status;
      }
      try (BatchJournal journal = analyzer.journal(documents, written, restart)) {
        if (journal.rows() > 0) {
          System.err.printf(Locale.ROOT, "%d documents of an earlier run%n", journal.rows());
        }
        write(analyze(documents, done -> analyzer.analyze(documents, journal, done, () -> false)));
        journal.remove();
      }
    }
    return status;
  }

  private void addRows(Path file, List<Document> documents) throws IOException {
    try (RowSource rows = RowSource.open(file)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        String name = nameColumn == null ? "row " + (documents.size() + 1) : row.text(nameColumn);
        documents.add(Document.text(name, row.textOrNone(textColumn)));
      }
    }
  }

  private Analyzer analyzer(
      @Nullable TaskModel model, @Nullable Generator meaning, @Nullable RecordSchema records) {
    Analyzer analyzer = Analyzer.DEFAULT.with(AnalyzeOptions.DEFAULT.withTopics(topics));
    if (model != null && !labels.isEmpty()) {
      analyzer = analyzer.with(model, new Classifier(model, ClassifyOptions.of(labels)));
    }
    if (model != null && records != null) {
      analyzer = analyzer.with(model, new Extractor(model, records));
    }
    return meaning == null ? analyzer : analyzer.with(meaning);
  }

  /** An analysis that tells how many documents a model has read. */
  private interface Told {
    Result<Analysis> by(IntConsumer done) throws IOException;
  }

  private static Result<Analysis> analyze(List<Document> documents, Told analysis)
      throws IOException {
    try (ProgressBar bar = new ProgressBar()) {
      return analysis.by(done -> bar.items(done, documents.size(), "documents"));
    }
  }

  private void write(Result<Analysis> result) throws IOException {
    Analysis analysis = result.value();
    if (out != null) {
      TableFile.write(out, analysis.table());
    }
    if (page != null) {
      String title = files.isEmpty() ? String.valueOf(data) : String.valueOf(files.getFirst());
      AtomicFile.write(page, AnalysisPage.html(title, analysis).getBytes(UTF_8));
    }
    job.print(result, text(analysis));
  }

  private static String text(Analysis analysis) {
    StringBuilder text = new StringBuilder();
    text.append(analysis.documents().size()).append(" documents\n\nTopics\n");
    for (Topic topic : analysis.topics()) {
      text.append("%5d  %s%n".formatted(topic.documents(), String.join(", ", topic.words())));
    }
    counts(text, "Labels", analysis.labels());
    counts(text, "Key phrases", analysis.phrases());
    counts(text, "Names", analysis.names());
    return text.toString().stripTrailing();
  }

  private static void counts(StringBuilder text, String title, Map<String, Integer> counts) {
    if (!counts.isEmpty()) {
      text.append("\n").append(title).append("\n");
      counts.forEach((thing, documents) -> text.append("%5d  %s%n".formatted(documents, thing)));
    }
  }
}
