package dev.bantam.tasks.analyze;

import dev.bantam.format.Sha256;
import dev.bantam.generate.Generator;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Usage;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.batch.BatchJournal;
import dev.bantam.tasks.batch.RowResult;
import dev.bantam.tasks.classify.Classifier;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.extract.Extractor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what many documents are about: topics, key phrases and names without a model, in seconds;
 * with one, a label and a record of each. The same documents give the same analysis.
 *
 * <pre>{@code
 * Analysis found = Analyzer.DEFAULT.analyze(documents).value();
 * found.topics().forEach(topic -> System.out.println(topic.words()));
 * TableFile.write(Path.of("table.csv"), found.table());
 * }</pre>
 */
public final class Analyzer {
  /** Words only. */
  public static final Analyzer DEFAULT =
      new Analyzer(AnalyzeOptions.DEFAULT, null, null, null, null);

  /** Documents that a model reads together. */
  private static final int CHUNK = 16;

  private final AnalyzeOptions options;
  private final @Nullable TaskModel model;
  private final @Nullable Classifier classifier;
  private final @Nullable Extractor extractor;
  private final @Nullable Generator encoder;

  private Analyzer(
      AnalyzeOptions options,
      @Nullable TaskModel model,
      @Nullable Classifier classifier,
      @Nullable Extractor extractor,
      @Nullable Generator encoder) {
    this.options = options;
    this.model = model;
    this.classifier = classifier;
    this.extractor = extractor;
    this.encoder = encoder;
  }

  /** With other counts. */
  public Analyzer with(AnalyzeOptions value) {
    return new Analyzer(value, model, classifier, extractor, encoder);
  }

  /** With a label of each document, such as its sentiment; the classifier is this model's. */
  public Analyzer with(TaskModel of, Classifier value) {
    return new Analyzer(options, of, value, extractor, encoder);
  }

  /** With a record of each document's first passage; the extractor is this model's. */
  public Analyzer with(TaskModel of, Extractor value) {
    return new Analyzer(options, of, classifier, value, encoder);
  }

  /** With topics by what documents mean, as an encoder sees their beginnings. */
  public Analyzer with(Generator value) {
    return new Analyzer(options, model, classifier, extractor, value);
  }

  /** As {@link #analyze(List, IntConsumer, BooleanSupplier)}, to its end and without a word. */
  public Result<Analysis> analyze(List<Document> documents) {
    return analyze(documents, _ -> {}, () -> false);
  }

  /**
   * Analyses documents.
   *
   * @param done told how many documents a model has read
   * @param cancelled asked at each token; once true, the work ends with {@link
   *     java.util.concurrent.CancellationException}
   * @throws IllegalArgumentException if there are no documents
   */
  public Result<Analysis> analyze(
      List<Document> documents, IntConsumer done, BooleanSupplier cancelled) {
    long begun = System.nanoTime();
    Work work = model == null ? null : model.begin(cancelled);
    List<Reading> readings = new ArrayList<>();
    read(work, documents, readings, (_, _) -> {}, done);
    Analysis analysis = analysis(documents, readings);
    Usage usage =
        work == null ? new Usage(0, 0, (System.nanoTime() - begun) / 1e9, 0, "") : work.usage();
    return result(analysis, usage);
  }

  /**
   * Analyses documents, and keeps what the model read in a journal: one that was stopped or killed
   * goes on where it was, with the same analysis. Its usage is that of all runs.
   *
   * @param journal as {@link #journal} opened it for these documents; to be {@linkplain
   *     BatchJournal#remove removed} when the analysis is written
   * @throws IOException naming the journal, if it cannot be read or written
   */
  public Result<Analysis> analyze(
      List<Document> documents, BatchJournal journal, IntConsumer done, BooleanSupplier cancelled)
      throws IOException {
    Usage earlier = journal.usage();
    List<Reading> readings = new ArrayList<>();
    BatchJournal.Results results = journal.results();
    for (RowResult row = results.next(); row != null; row = results.next()) {
      readings.add(Reading.of(row));
    }
    Work work = Objects.requireNonNull(model).begin(cancelled);
    Keeper<IOException> keeper =
        (chunk, spent) -> journal.add(chunk.stream().map(Reading::row).toList(), spent);
    read(work, documents, readings, keeper, done);
    return result(analysis(documents, readings), earlier.plus(work.usage()));
  }

  /**
   * Opens, or begins, the journal of what a model reads in documents.
   *
   * @param output beside which it is, as {@code OUTPUT.part}
   * @param restart whether what an earlier run has read is thrown away
   * @throws IllegalStateException without a model
   * @throws IllegalArgumentException if it was begun with other documents, another model or other
   *     questions
   * @throws IOException if it cannot be read or written, or another program writes it
   */
  public BatchJournal journal(List<Document> documents, Path output, boolean restart)
      throws IOException {
    if (model == null) {
      throw new IllegalStateException("there is nothing to keep without a model");
    }
    Sha256 hash = new Sha256();
    for (Document document : documents) {
      hash.update("%d %s".formatted(document.text().length(), document.text()));
    }
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("job", "analyze");
    header.put("input", hash.finish());
    header.put("model", model.digest());
    header.put("labels", classifier == null ? "none" : classifier.settings());
    header.put("records", extractor == null ? "none" : extractor.settings());
    return BatchJournal.open(BatchJournal.of(output), header, restart);
  }

  private Result<Analysis> result(Analysis analysis, Usage usage) {
    String by = model == null ? "" : model.name();
    return new Result<>(analysis, by, prompts(), List.of(), null, usage);
  }

  private Analysis analysis(List<Document> documents, List<Reading> readings) {
    if (documents.isEmpty()) {
      throw new IllegalArgumentException("there are no documents to analyse");
    }
    List<String> texts = documents.stream().map(Document::text).toList();
    Counts words = new Counts();
    Counts phrases = new Counts();
    Counts names = new Counts();
    for (String text : texts) {
      TextScanner scanned = TextScanner.of(text);
      words.add(scanned.words());
      phrases.add(scanned.phrases());
      names.add(scanned.names());
    }
    int k = Math.min(documents.size(), options.topics() > 0 ? options.topics() : usual(documents));
    int[] groups = groups(words, texts, k);
    List<Topic> topics = new Topics(words).named(groups, k);
    List<AnalyzedDocument> analyzed = new ArrayList<>();
    for (int d = 0; d < documents.size(); d++) {
      Document document = documents.get(d);
      analyzed.add(
          new AnalyzedDocument(
              document.name(),
              document.title(),
              words.of(d).values().stream().mapToInt(count -> count).sum(),
              topics.get(groups[d]),
              phrases.telling(d, options.most()),
              frequent(names.of(d)),
              readings.get(d).label(),
              readings.get(d).record()));
    }
    return new Analysis(analyzed, topics, common(phrases), names.commonest(options.most()));
  }

  private String prompts() {
    List<String> prompts = new ArrayList<>();
    if (classifier != null) {
      prompts.add(String.valueOf(classifier.settings().get("prompt")));
    }
    if (extractor != null) {
      prompts.add(String.valueOf(extractor.settings().get("prompt")));
    }
    return String.join(" ", prompts);
  }

  private static int usual(List<Document> documents) {
    return Topics.usual(documents.size());
  }

  /** Told what was read in the next documents, and what that took. */
  private interface Keeper<E extends Exception> {
    void keep(List<Reading> chunk, Usage spent) throws E;
  }

  /** Reads the documents that are not read yet. */
  private <E extends Exception> void read(
      @Nullable Work work,
      List<Document> documents,
      List<Reading> readings,
      Keeper<E> keeper,
      IntConsumer done)
      throws E {
    if (work == null) {
      documents.forEach(_ -> readings.add(Reading.NONE));
      return;
    }
    done.accept(readings.size());
    while (readings.size() < documents.size()) {
      Usage before = work.usage();
      int from = readings.size();
      List<Document> next = documents.subList(from, Math.min(documents.size(), from + CHUNK));
      List<Reading> chunk = Reading.of(work, next, classifier, extractor);
      keeper.keep(chunk, work.usage().minus(before));
      readings.addAll(chunk);
      done.accept(readings.size());
    }
  }

  /** The topic of each document, from 0, the largest first. */
  private int[] groups(Counts words, List<String> texts, int k) {
    List<Vector> vectors;
    int width;
    if (encoder == null) {
      Topics topics = new Topics(words);
      vectors = topics.vectors();
      width = topics.width();
    } else {
      List<int[]> tokens = texts.stream().map(text -> beginning(encoder, text)).toList();
      List<float[]> meanings = encoder.embedTokens(tokens, encoder.pooling(), true);
      vectors = meanings.stream().map(Vector::dense).toList();
      width = meanings.getFirst().length;
    }
    return SphericalKMeans.groups(vectors, width, k);
  }

  private static int[] beginning(Generator encoder, String text) {
    int most = encoder.context();
    int chars = Math.min(text.length(), 8 * most);
    int[] tokens = encoder.tokenizer().encode(text.substring(0, chars), true, false);
    return tokens.length <= most ? tokens : Arrays.copyOf(tokens, most);
  }

  private List<String> frequent(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(options.most())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Phrases of more than one word, where there are enough of them: single words say little. */
  private Map<String, Integer> common(Counts phrases) {
    Map<String, Integer> longer = new LinkedHashMap<>();
    phrases.commonest(Integer.MAX_VALUE).entrySet().stream()
        .filter(phrase -> phrase.getKey().indexOf(' ') > 0)
        .limit(options.most())
        .forEach(phrase -> longer.put(phrase.getKey(), phrase.getValue()));
    return longer;
  }
}
