package dev.bantam.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ranked lists beside values that a Python program made of trec_eval's formulas (m_recall.c,
 * m_ndcg_cut.c, m_recip_rank.c).
 */
class RankedListTest {
  private static final Map<String, String> NAMES =
      Map.of(
          "recall-at-1", "recall_1",
          "recall-at-5", "recall_5",
          "recall-at-10", "recall_10",
          "ndcg-at-10", "ndcg_cut_10",
          "reciprocal-rank", "recip_rank");

  @Test
  void asTrecEvalHasThem() throws IOException {
    try (InputStream in = RankedListTest.class.getResourceAsStream("/rankings.jsonl")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode row = JsonMapper.shared().readTree(line);
        Example example =
            new Example(String.join("\n", texts(row.get("run"))), texts(row.get("relevant")), "");
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
          assertThat(Metrics.named(name.getKey()).of(List.of(example)))
              .as(name.getKey())
              .isCloseTo(100 * row.get(name.getValue()).doubleValue(), within(1e-9));
        }
      }
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.stringValue()));
    return texts;
  }

  @Test
  void whatIsSaidTwiceCountsOnce() throws IOException {
    Example example = new Example("a\n\na\nb \nc", List.of("b"), "");
    assertThat(Metrics.named("reciprocal-rank").of(List.of(example))).isEqualTo(50);
    assertThat(Metrics.named("recall-at-1").of(List.of(example))).isZero();
  }
}
