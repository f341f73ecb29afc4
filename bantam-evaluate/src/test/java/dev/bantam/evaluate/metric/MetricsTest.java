package dev.bantam.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against sacreBLEU and others (metrics.json says which), and published or hand-computed cases. */
class MetricsTest {
  private static final JsonNode CASES = cases();

  private static JsonNode cases() {
    try (InputStream in = MetricsTest.class.getResourceAsStream("/metrics.json")) {
      return new JsonMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tokensAreThoseOf13a() {
    for (JsonNode one : CASES.get("tokens")) {
      String text = one.get("text").stringValue();
      assertThat(Tokens13a.of(text)).as(text).isEqualTo(texts(one.get("tokens")));
    }
  }

  @Test
  void valuesAreThoseOfTheirAuthors() throws IOException {
    for (JsonNode set : CASES.get("sets")) {
      List<String> answers = texts(set.get("answers"));
      List<String> references = texts(set.get("references"));
      for (String name : set.get("values").propertyNames()) {
        assertThat(Metrics.named(name).of(answers, references))
            .as("%s of %s and %s", name, answers, references)
            .isCloseTo(set.get("values").get(name).doubleValue(), within(1e-9));
      }
    }
  }

  /** The example of rouge_score's README. */
  @Test
  void rougeOfThePublishedExample() throws IOException {
    String reference = "The quick brown fox jumps over the lazy dog";
    String answer = "The quick brown dog jumps on the log.";
    assertThat(one("rouge-1", answer, reference)).isCloseTo(70.588235, within(1e-6));
    assertThat(one("rouge-l", answer, reference)).isCloseTo(58.823529, within(1e-6));
  }

  @Test
  void labels() throws IOException {
    List<String> references = List.of("net", "net", "perl", "libs");
    List<String> answers = List.of(" Net\nbecause", "perl", "perl", "I do not know");
    assertThat(Metrics.named("accuracy").of(answers, references)).isEqualTo(50);
    // net: 2/3, perl: 2/3, libs: 0
    assertThat(Metrics.named("macro-f1").of(answers, references))
        .isCloseTo(400.0 / 9, within(1e-9));
  }

  @Test
  void yamlIsACollectionThatParses() throws IOException {
    assertThat(one("yaml-valid", "a: [1, {b: c}]\nd: |\n  text\n", "")).isEqualTo(100);
    assertThat(one("yaml-valid", "- {\"a\": null}", "")).isEqualTo(100);
    for (String bad :
        List.of(
            "",
            "a sentence",
            "a: b: c",
            "a: 1\na: 2",
            "[1, 2",
            "a: !x y",
            "a: 1\n---\nb: 2",
            "a: *x",
            "a: &a [*a]",
            "[".repeat(5000),
            "[".repeat(5000) + "]".repeat(5000),
            "? [a]\n: b")) {
      assertThat(one("yaml-valid", bad, "")).as(bad).isZero();
    }
  }

  @Test
  void schema(@TempDir Path folder) throws IOException {
    Path schema = folder.resolve("schema.json");
    Files.writeString(
        schema,
        """
        {"type": "object", "minProperties": 1, "additionalProperties": false,
         "properties": {"apt": {"type": "object", "properties": {"name": true},
         "additionalProperties": false}}}
        """);
    String name = "schema:" + schema;
    assertThat(one(name, "apt:\n  name: nginx", "")).isEqualTo(100);
    assertThat(one(name, "apt:\n  nam: nginx", "")).isZero();
    assertThat(one(name, "apt: {name: [}", "")).isZero();
    assertThat(one(name, "apt: {null: 1}", "")).isZero();
    Files.writeString(schema, "{");
    assertThatThrownBy(() -> Metrics.named(name)).hasMessageContaining("is no JSON Schema");
  }

  @Test
  void anUnknownNameIsToldAllNames() {
    assertThatThrownBy(() -> Metrics.named("rouge"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"rouge\"")
        .hasMessageContaining("rouge-l");
  }

  /** The interval of a proportion of 100 is 1.96 standard errors to each side. */
  @Test
  void intervalOfAProportion() {
    double[][] statistics = new double[400][];
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] = new double[] {i % 4 == 0 ? 1 : 0, 1};
    }
    Metric mean = Metric.mean((_, _) -> 0);
    Interval interval = Interval.of(mean::value, statistics, 1);
    double error = 100 * 1.96 * Math.sqrt(0.25 * 0.75 / 400);
    assertThat(interval.value()).isEqualTo(25);
    assertThat(interval.low()).isCloseTo(25 - error, within(0.6));
    assertThat(interval.high()).isCloseTo(25 + error, within(0.6));
    assertThat(Interval.of(mean::value, statistics, 1)).isEqualTo(interval);
    assertThatThrownBy(() -> Interval.of(mean::value, new double[0][], 1))
        .hasMessageContaining("no examples");
  }

  private static double one(String name, String answer, String reference) throws IOException {
    return Metrics.named(name).of(List.of(answer), List.of(reference));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::stringValue).toList();
  }
}
