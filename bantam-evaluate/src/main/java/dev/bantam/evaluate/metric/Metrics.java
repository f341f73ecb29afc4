package dev.bantam.evaluate.metric;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** All metrics, by the names that users give. */
public final class Metrics {
  private static final String SCHEMA = "schema:";

  private static final Map<String, Metric> ALL = new LinkedHashMap<>();

  static {
    ALL.put("exact-match", Metric.mean((a, r) -> a.strip().equals(r.strip()) ? 1 : 0));
    ALL.put("rouge-1", Metric.mean((a, r) -> Rouge.n(1, a, r)));
    ALL.put("rouge-2", Metric.mean((a, r) -> Rouge.n(2, a, r)));
    ALL.put("rouge-l", Metric.mean(Rouge::l));
    ALL.put("bleu", new Bleu());
    ALL.put("chrf", new Chrf());
    ALL.put("token-f1", Metric.mean(TokenF1::of));
    ALL.put("accuracy", Metric.mean(Labels::accuracy));
    ALL.put("macro-f1", new Labels.MacroF1());
    ALL.put("yaml-valid", Metric.mean((a, r) -> YamlAnswer.read(a).isPresent() ? 1 : 0));
  }

  private Metrics() {}

  /** The names; {@code schema:FILE}, with the path of a JSON Schema, is one more. */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * The metric of a name.
   *
   * @throws IllegalArgumentException naming all if there is none, or for a file that is no schema
   * @throws IOException if the schema's file cannot be read
   */
  public static Metric named(String name) throws IOException {
    if (name.startsWith(SCHEMA)) {
      SchemaValid schema = SchemaValid.read(Path.of(name.substring(SCHEMA.length())));
      return Metric.mean((answer, _) -> schema.of(answer));
    }
    Metric metric = ALL.get(name);
    if (metric == null) {
      throw new IllegalArgumentException(
          "there is no metric \"%s\"; there are %s, schema:FILE"
              .formatted(name, String.join(", ", ALL.keySet())));
    }
    return metric;
  }
}
