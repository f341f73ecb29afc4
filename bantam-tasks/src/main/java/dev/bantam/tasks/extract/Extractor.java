package dev.bantam.tasks.extract;

import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Request;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.Source;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.document.Passages;
import dev.bantam.tasks.prompt.PromptFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Writes what texts say as records of a JSON schema. Decoding is held to the schema and records are
 * validated after, so that each is one; whether what it says is true is another question: what does
 * not stand in the text is told of.
 *
 * <pre>{@code
 * Extractor orders = new Extractor(model, RecordSchema.read(Path.of("order.schema.json")));
 * System.out.println(orders.extract(Document.text("mail", text)).value().records());
 * }</pre>
 */
public final class Extractor {
  /** By how much more room a record is tried again that did not come to an end. */
  private static final int MORE = 2;

  private final TaskModel model;
  private final RecordSchema schema;
  private final PromptFile prompt;
  private final Set<String> fixed;
  private final int room;

  public Extractor(TaskModel model, RecordSchema schema) {
    this(model, schema, model.prompt("extract"));
  }

  /**
   * With a prompt of one's own, whose variables are schema and text.
   *
   * @throws IllegalArgumentException if the schema leaves no room for a text in the model's context
   */
  public Extractor(TaskModel model, RecordSchema schema, PromptFile prompt) {
    this.model = model;
    this.schema = schema;
    this.prompt = prompt;
    this.fixed = schema.fixedTexts();
    this.room = model.begin().room(prompt, values(""));
  }

  private Map<String, Object> values(String text) {
    return Map.of("schema", schema.json(), "text", text);
  }

  /** The schema. */
  public RecordSchema schema() {
    return schema;
  }

  /** All that its results depend on besides the model and the text, as plain data. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("job", "extract");
    settings.put("prompt", prompt.id());
    settings.put("schema", schema.json());
    return settings;
  }

  /** As {@link #extract(Document, BooleanSupplier)}, to its end. */
  public Result<Extraction> extract(Document document) {
    return extract(document, () -> false);
  }

  /**
   * The records of a document: one for each passage that the model can read at once. The result's
   * confidence is the least of theirs.
   *
   * @param cancelled asked at each token
   */
  public Result<Extraction> extract(Document document, BooleanSupplier cancelled) {
    Work work = model.begin(cancelled);
    List<Passage> passages = Passages.of(document, room, model::tokens);
    if (passages.isEmpty()) {
      throw new IllegalArgumentException(document.name() + " has no text");
    }
    List<Extracted> records = extract(work, passages.stream().map(Passage::text).toList());
    List<Source> sources = new ArrayList<>();
    for (Passage passage : passages) {
      sources.add(new Source(passage.number(), passage));
    }
    double confidence = records.stream().mapToDouble(Extracted::confidence).min().orElse(0);
    return work.result(new Extraction(records), prompt, sources, confidence);
  }

  /**
   * The records of texts, which are worked on together; a text must fit the model's context.
   *
   * @throws dev.bantam.generate.ContextOverflowException if one does not
   */
  public List<Extracted> extract(Work work, List<String> texts) {
    List<Request> requests = texts.stream().map(text -> request(work, text, 1)).toList();
    List<Answer> answers = new ArrayList<>(work.ask(requests));
    List<Integer> unfinished = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).finish() == FinishReason.LENGTH) {
        unfinished.add(i);
      }
    }
    if (!unfinished.isEmpty()) {
      List<Answer> longer =
          work.ask(unfinished.stream().map(i -> request(work, texts.get(i), MORE)).toList());
      for (int i = 0; i < longer.size(); i++) {
        answers.set(unfinished.get(i), longer.get(i));
      }
    }
    List<Extracted> records = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      records.add(extracted(answers.get(i), texts.get(i)));
    }
    return records;
  }

  /** As much of a document as the model can read at once. */
  public String beginning(Document document) {
    List<Passage> passages = Passages.of(document, room, model::tokens);
    return passages.isEmpty() ? "" : passages.getFirst().text();
  }

  private Request request(Work work, String text, int times) {
    return work.request(prompt, values(text))
        .grammar(schema.grammar())
        .maxTokens(times * prompt.maxTokens())
        .build();
  }

  private Extracted extracted(Answer answer, String text) {
    if (answer.finish() == FinishReason.LENGTH) {
      return Extracted.failed(
          "the record did not come to an end within %d tokens; bounds in the schema (maxLength, maxItems) help"
              .formatted(answer.tokens().length));
    }
    Map<String, Object> record = schema.parse(answer.text());
    return new Extracted(
        record, null, Support.missing(record, text, fixed), Work.confidence(answer));
  }
}
