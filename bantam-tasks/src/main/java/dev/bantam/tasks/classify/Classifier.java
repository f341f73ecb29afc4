package dev.bantam.tasks.classify;

import dev.bantam.generate.Passage;
import dev.bantam.generate.Score;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.Passages;
import dev.bantam.tasks.prompt.PromptFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Finds the label of a text: how likely the model finds each label after it, as a probability. The
 * model writes nothing, so it can say nothing but a label.
 *
 * <pre>{@code
 * Classifier tickets =
 *     new Classifier(model, ClassifyOptions.of(List.of("billing", "access", "defect")));
 * System.out.println(tickets.classify("I was charged twice.").value().label());
 * }</pre>
 *
 * <p>Unless it is given another {@link Calibration}, the labels' likelihood after texts that say
 * nothing is taken away.
 */
public final class Classifier {
  /** Prompts with a label that are in memory at a time. */
  private static final int TOGETHER = 256;

  /** Texts that say nothing: those of Zhao et al., 2021, section 5. */
  private static final List<String> CONTENT_FREE = List.of("N/A", "", "[MASK]");

  private final PromptFile prompt;
  private final ClassifyOptions options;
  private final TaskModel model;
  private final String end;
  private final int room;
  private final Calibration calibration;

  /** What is read of a text. */
  private record Read(String text, boolean cut) {}

  public Classifier(TaskModel model, ClassifyOptions options) {
    this(model, options, model.prompt("classify"));
  }

  /** With a prompt of one's own, whose variables are labels, instruction, examples and text. */
  public Classifier(TaskModel model, ClassifyOptions options, PromptFile prompt) {
    this.model = model;
    this.options = options;
    this.prompt = prompt;
    this.end = anyBeginsAnother(options.labels()) ? "\n" : "";
    Work work = model.begin();
    this.room = work.room(prompt, values(""));
    this.calibration =
        Calibration.contentFree(
            options.labels(),
            logs(work, CONTENT_FREE.stream().map(text -> new Read(text, false)).toList()));
  }

  private Classifier(Classifier like, Calibration calibration) {
    this.model = like.model;
    this.options = like.options;
    this.prompt = like.prompt;
    this.end = like.end;
    this.room = like.room;
    this.calibration = calibration;
  }

  /** Otherwise {@code net} would be at least as likely as {@code network}. */
  private static boolean anyBeginsAnother(List<String> labels) {
    return labels.stream()
        .anyMatch(a -> labels.stream().anyMatch(b -> !a.equals(b) && b.startsWith(a)));
  }

  /**
   * The same, with another calibration.
   *
   * @throws IllegalArgumentException if it is of other labels
   */
  public Classifier with(Calibration other) {
    if (!other.labels().equals(options.labels())) {
      throw new IllegalArgumentException("the calibration is of the labels " + other.labels());
    }
    return new Classifier(this, other);
  }

  /**
   * A calibration fitted to labelled texts: best some hundreds, of the kind that will be met, which
   * are not used to measure it.
   *
   * @throws IllegalArgumentException for a label that is none of the labels
   */
  public Calibration fit(Work work, List<Labelled> rows) {
    int[] right = new int[rows.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = options.labels().indexOf(rows.get(i).label());
      if (right[i] < 0) {
        throw new IllegalArgumentException(
            "a row has the label '%s', which is none of %s"
                .formatted(rows.get(i).label(), String.join(", ", options.labels())));
      }
    }
    List<double[]> logs = logs(work, rows.stream().map(row -> read(row.text())).toList());
    return Calibration.fit(Calibration.batch(options.labels(), logs), logs, right);
  }

  /**
   * A calibration for texts of a kind, whose labels nobody knows but which are about equally
   * frequent: some dozens suffice.
   */
  public Calibration adapt(Work work, List<String> texts) {
    return Calibration.batch(options.labels(), logs(work, texts.stream().map(this::read).toList()));
  }

  /** How likelihoods become probabilities. */
  public Calibration calibration() {
    return calibration;
  }

  /** All that its results depend on besides the model and the text, as plain data. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("job", "classify");
    settings.put("prompt", prompt.id());
    settings.put("labels", options.labels());
    settings.put("instruction", options.instruction());
    settings.put("examples", examples());
    settings.put("calibration", calibration.settings());
    return settings;
  }

  /** Labels a text; the result's confidence is the label's probability. */
  public Result<Classification> classify(String text) {
    Work work = model.begin();
    Classification found = classify(work, List.of(text)).getFirst();
    return work.result(found, prompt, List.of(), found.probability());
  }

  /**
   * Labels several texts.
   *
   * @param cancelled asked before the model reads them
   */
  public Result<Classifications> classify(List<String> texts, BooleanSupplier cancelled) {
    Work work = model.begin(cancelled);
    Classifications found = new Classifications(classify(work, texts));
    return work.result(found, prompt, List.of(), null);
  }

  /** Labels texts, which are read together. */
  public List<Classification> classify(Work work, List<String> texts) {
    List<Read> read = texts.stream().map(this::read).toList();
    List<double[]> logs = logs(work, read);
    List<Classification> found = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      double[] probabilities = calibration.probabilities(logs.get(i));
      found.add(Classification.of(options.labels(), probabilities, read.get(i).cut()));
    }
    return found;
  }

  /** The text, or what fits of it. */
  private Read read(String text) {
    if (model.tokens(text) <= room) {
      return new Read(text, false);
    }
    Document document = Document.text("", text);
    List<dev.bantam.tasks.document.Passage> parts = Passages.of(document, room, model::tokens);
    return new Read(parts.isEmpty() ? "" : parts.getFirst().text(), true);
  }

  private Map<String, Object> values(String text) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("labels", options.labels());
    values.put("instruction", options.instruction());
    values.put("examples", examples());
    values.put("text", text);
    return values;
  }

  private List<Map<String, String>> examples() {
    return options.examples().stream()
        .map(example -> Map.of("text", example.text(), "label", example.label()))
        .toList();
  }

  /**
   * Log-likelihoods of the labels after each text.
   *
   * @return [texts][labels]
   */
  private List<double[]> logs(Work work, List<Read> texts) {
    int labels = options.labels().size();
    int together = Math.max(1, TOGETHER / labels);
    List<double[]> logs = new ArrayList<>();
    for (int at = 0; at < texts.size(); at += together) {
      List<Passage> passages = new ArrayList<>();
      for (Read text : texts.subList(at, Math.min(texts.size(), at + together))) {
        passages.addAll(passages(work, values(text.text())));
      }
      List<Score> scores = work.score(passages);
      for (int from = 0; from < scores.size(); from += labels) {
        logs.add(scores.subList(from, from + labels).stream().mapToDouble(Score::total).toArray());
      }
    }
    return logs;
  }

  /** Prompt and label as one text: its tokens from where they differ from the prompt's alone. */
  private List<Passage> passages(Work work, Map<String, Object> values) {
    int[] asked = work.encode(prompt, values);
    List<int[]> answered =
        options.labels().stream()
            .map(label -> work.encode(prompt, values, " " + label + end))
            .toList();
    int from = asked.length;
    for (int[] tokens : answered) {
      int differs = Arrays.mismatch(asked, tokens);
      from = differs < 0 ? from : Math.min(from, differs);
    }
    int common = Math.max(1, from);
    return answered.stream().map(tokens -> new Passage(tokens, common)).toList();
  }
}
