package dev.bantam.server.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.generate.Generator;
import dev.bantam.retrieve.IndexBuilder;
import dev.bantam.retrieve.IndexSettings;
import dev.bantam.server.Http;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Indexes are searched and asked by their names alone. */
class IndexApiTest {
  @TempDir Path folder;

  @BeforeEach
  void makeIndexes() throws IOException {
    index("pumps", "The pump P-200 must be greased every 2,000 hours of operation.");
    index("staff", "Leave is approved by the head of the team.");
  }

  private void index(String name, String text) throws IOException {
    add(name, name + ".txt", text);
  }

  private void add(String name, String document, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(document), text);
    try (IndexBuilder builder = IndexBuilder.open(place(name), IndexSettings.of(null), null)) {
      builder.add(file, document);
    }
  }

  private Path place(String name) {
    return folder.resolve("home/indexes").resolve(name);
  }

  @Test
  void anIndexIsSearchedAlone() throws Exception {
    try (TestServer server = new TestServer(folder)) {
      JsonNode indexes = Http.get(server, "/v1/indexes").get("data");
      assertThat(indexes.size()).isEqualTo(2);
      assertThat(indexes.get(0).get("name").stringValue()).isEqualTo("pumps");
      assertThat(indexes.get(0).get("documents").intValue()).isEqualTo(1);

      JsonNode found =
          Http.post(
              server, "/v1/tasks/search", Map.of("query", "when to grease", "index", "pumps"));
      JsonNode hit = found.get("hits").get(0);
      assertThat(hit.get("document").stringValue()).isEqualTo("pumps.txt");
      int start = hit.get("matches").get(0).get(0).intValue();
      assertThat(hit.get("snippet").stringValue().substring(start)).startsWith("greased");
      JsonNode none =
          Http.post(
              server, "/v1/tasks/search", Map.of("query", "when to grease", "index", "staff"));
      assertThat(none.get("hits").size()).isZero();
    }
  }

  @Test
  void whatIsNotServedIsNotFoundWhateverItsPath() throws Exception {
    ServerSettings settings = ServerSettings.DEFAULT.withIndexes(Map.of("own", place("pumps")));
    try (TestServer server = new TestServer(folder, settings)) {
      for (String name : new String[] {"staff", "../indexes/staff", place("staff").toString()}) {
        JsonNode answer =
            Http.post(server, "/v1/tasks/search", Map.of("query", "leave", "index", name));
        assertThat(answer.get("error").get("code").stringValue()).isEqualTo("index_not_found");
      }
      JsonNode only = Http.post(server, "/v1/tasks/search", Map.of("query", "pump"));
      assertThat(only.get("hits").size()).isEqualTo(1);
      JsonNode bad = Http.post(server, "/v1/tasks/search", Map.of("query", "pump", "mode", "x"));
      assertThat(bad.get("error").get("param").stringValue()).isEqualTo("mode");
      JsonNode vectors =
          Http.post(server, "/v1/tasks/search", Map.of("query", "pump", "mode", "vectors"));
      assertThat(vectors.get("error").get("message").stringValue())
          .contains("without an encoder")
          .doesNotContain(folder.toString());
    }
  }

  @Test
  void aModelPutsWhatIsFoundInItsOrder() throws Exception {
    add("two", "a.txt", "The pump P-200 is greased by the operator.");
    add("two", "b.txt", "A pump is a machine.");
    Path ranker = Path.of("../bantam-core/src/test/resources/goldens/rank/roberta/model.gguf");
    try (TestServer server = new TestServer(folder);
        Generator generator = Generator.open(ranker)) {
      server.add("ranker", ranker);
      Map<String, Object> search = Map.of("query", "pump", "index", "two");
      List<String> found = texts(Http.post(server, "/v1/tasks/search", search));
      Map<String, Object> reranked = new HashMap<>(search);
      reranked.put("rerank", "ranker");
      List<String> ordered = texts(Http.post(server, "/v1/tasks/search", reranked));
      double[] relevance = generator.relevance("pump", ordered);
      assertThat(ordered).containsExactlyInAnyOrderElementsOf(found).hasSize(2);
      assertThat(relevance[0]).isGreaterThan(relevance[1]);
      JsonNode ranked =
          Http.post(
              server,
              "/v1/rerank",
              Map.of("model", "ranker", "query", "pump", "documents", ordered));
      assertThat(ranked.get("method").stringValue()).isEqualTo("cross-encoder");
      for (int i = 0; i < 2; i++) {
        assertThat(ranked.get("results").get(i).get("index").intValue()).isEqualTo(i);
        assertThat(ranked.get("results").get(i).get("relevance_score").doubleValue())
            .isCloseTo(relevance[i], within(1e-6));
      }
      reranked.put("rerank", "nobody");
      JsonNode unknown = Http.post(server, "/v1/tasks/search", reranked);
      assertThat(unknown.get("error").get("message").stringValue()).contains("nobody");
      Map<String, Object> asked =
          Map.of("model", "tiny", "index", "two", "question", "Who greases pumps?", "rerank", true);
      JsonNode answer = Http.post(server, "/v1/tasks/ask", asked);
      assertThat(answer.get("found").booleanValue()).isTrue();
    }
  }

  private static List<String> texts(JsonNode answer) {
    return answer.get("hits").valueStream().map(hit -> hit.get("text").stringValue()).toList();
  }

  @Test
  void anAnswerCitesOrSaysThatThereIsNone() throws Exception {
    try (TestServer server = new TestServer(folder)) {
      Map<String, Object> asked =
          Map.of("model", "tiny", "question", "When is pump P-200 greased?", "index", "pumps");
      JsonNode answer = Http.post(server, "/v1/tasks/ask", asked);
      // A random model says nothing that the documents support: they are quoted.
      assertThat(answer.get("quoted").booleanValue()).isTrue();
      assertThat(answer.get("answer").stringValue()).endsWith("2,000 hours of operation. [1]");
      assertThat(answer.get("sources").get(0).get("document").stringValue()).isEqualTo("pumps.txt");
      JsonNode none =
          Http.post(
              server,
              "/v1/tasks/ask",
              Map.of("model", "tiny", "question", "Who won the election?", "index", "pumps"));
      assertThat(none.get("found").booleanValue()).isFalse();
      assertThat(none.get("answer").stringValue()).isEqualTo("not in these documents");
    }
  }
}
