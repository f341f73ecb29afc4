package dev.bantam.evaluate.metric;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All metrics, by the names that users give. */
public final class Metrics {
  private static final Map<String, Metric> ALL = new LinkedHashMap<>();

  static {
    ALL.put("exact-match", Metric.mean((a, r) -> a.strip().equals(r.strip()) ? 1 : 0));
    summaries();
    translations();
    questions();
    rankings();
    ALL.put("accuracy", Metric.mean(Labels::accuracy));
    ALL.put("macro-f1", new Labels.MacroF1());
    ALL.put("matthews", new Matthews());
    ALL.put("brier", Metric.lowerIsBetter(Metric.mean(example -> Forecast.of(example).brier())));
    ALL.put("calibration-error", new Forecast.CalibrationError());
    ALL.put("yaml-valid", Metric.mean(e -> YamlAnswer.read(e.answer()).isPresent() ? 1 : 0));
    ALL.put("ansible-aware", Metric.mean(AnsibleAware::of));
  }

  private Metrics() {}

  private static void summaries() {
    ALL.put("rouge-1", Metric.mean((a, r) -> Rouge.n(1, a, r)));
    ALL.put("rouge-2", Metric.mean((a, r) -> Rouge.n(2, a, r)));
    ALL.put("rouge-l", Metric.mean(Rouge::l));
    ALL.put("rouge-lsum", Metric.mean(Rouge::lsum));
    ALL.put("extractive-coverage", Metric.mean(Extraction::coverage));
    ALL.put("extractive-density", mean(Extraction::density));
    ALL.put("compression", mean(Extraction::compression));
    ALL.put("novel-1-grams", Metric.lowerIsBetter(Metric.share(e -> Extraction.novel(1, e))));
    ALL.put("novel-2-grams", Metric.lowerIsBetter(Metric.share(e -> Extraction.novel(2, e))));
    ALL.put("number-faithfulness", Metric.share(Survival::faithfulNumbers));
    ALL.put("name-faithfulness", Metric.share(Extraction::names));
  }

  /** The mean of a quantity that is no share. */
  private static Metric mean(ToDoubleFunction<Example> quantity) {
    return Metric.ratio(1, example -> new double[] {quantity.applyAsDouble(example), 1});
  }

  private static void translations() {
    Bleu bleu = new Bleu(Tokens13a::of);
    ALL.put("bleu", bleu);
    ALL.put("bleu-intl", new Bleu(TokensIntl::of));
    ALL.put("bleu-char", new Bleu(Words::characters));
    ALL.put("bleu-none", new Bleu(Words::split));
    ALL.put("sentence-bleu", Metric.mean(example -> bleu.ofSentence(example) / 100));
    ALL.put("chrf", new Chrf(0));
    ALL.put("chrf++", new Chrf(2));
    ALL.put("ter", new Ter());
    ALL.put("number-survival", Metric.share(Survival::numbers));
    ALL.put("placeholder-survival", Metric.share(Survival::placeholders));
  }

  private static void questions() {
    ALL.put("squad-exact", Metric.mean(Squad::exact));
    ALL.put("token-f1", Metric.mean(Squad::f1));
    ALL.put("citation-precision", Citations.precision());
    ALL.put("citation-recall", Citations.recall());
    ALL.putAll(refusals(Refusal.english()));
  }

  private static void rankings() {
    for (int k : new int[] {1, 5, 10}) {
      ALL.put("recall-at-" + k, Metric.mean(example -> RankedList.recall(k, example)));
    }
    ALL.put("ndcg-at-10", Metric.mean(example -> RankedList.ndcg(10, example)));
    ALL.put("reciprocal-rank", Metric.mean(RankedList::reciprocalRank));
  }

  private static Map<String, Metric> refusals(Refusal refusal) {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    metrics.put("abstention", Metric.mean(refusal::isRight));
    metrics.put("refusal", Metric.share(refusal::refused));
    metrics.put("over-refusal", Metric.lowerIsBetter(Metric.share(refusal::overRefused)));
    return metrics;
  }

  /**
   * The names. More are {@code schema:FILE}, with the path of a JSON Schema, {@code glossary:FILE},
   * with that of a glossary, and {@code abstention:FILE}, {@code refusal:FILE} and {@code
   * over-refusal:FILE}, with that of more phrases that refuse.
   */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * The metric of a name.
   *
   * @throws IllegalArgumentException naming all if there is none, or for a file that is no schema
   * @throws IOException if the file cannot be read, or is no glossary or list of phrases
   */
  public static Metric named(String name) throws IOException {
    Metric metric = ALL.get(name);
    if (metric == null && name.indexOf(':') > 0) {
      String kind = name.substring(0, name.indexOf(':'));
      metric = ofFile(kind, Path.of(name.substring(name.indexOf(':') + 1)));
    }
    if (metric == null) {
      throw new IllegalArgumentException(
          "there is no metric \"%s\"; there are %s, schema:FILE, glossary:FILE, abstention:FILE"
              .formatted(name, String.join(", ", ALL.keySet())));
    }
    return metric;
  }

  /**
   * Whether answers are YAML or JSON as a JSON Schema allows.
   *
   * @param json the schema
   * @throws IllegalArgumentException if it is no JSON
   */
  public static Metric schema(String json) {
    SchemaValid schema = SchemaValid.of("the schema", json);
    return Metric.mean(example -> schema.of(example.answer()));
  }

  /** Whether translations keep to a glossary: terms, with the translations that each may have. */
  public static Metric glossary(Map<String, List<String>> terms) {
    return Metric.share(Glossary.of(terms)::kept);
  }

  private static @Nullable Metric ofFile(String kind, Path file) throws IOException {
    return switch (kind) {
      case "schema" -> {
        SchemaValid schema = SchemaValid.read(file);
        yield Metric.mean(example -> schema.of(example.answer()));
      }
      case "glossary" -> Metric.share(Glossary.read(file)::kept);
      case "abstention", "refusal", "over-refusal" -> refusals(Refusal.with(file)).get(kind);
      default -> null;
    };
  }
}
