package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.Goldens;
import dev.bantam.format.Metadata;
import dev.bantam.tensor.DType;
import dev.bantam.tokenizer.TokenPair;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against transformers, of random models; the GGUF files were made by llama.cpp's converter. */
class RankerTest {
  private static final Path RANK = Path.of("src/test/resources/goldens/rank");
  private static final Generator.Options OPTIONS =
      Generator.Options.DEFAULT.withParallel(3).withCacheType(DType.F32);

  private static List<Map<String, Object>> cases(Path model) throws IOException {
    Path folder = model.toString().endsWith(".gguf") ? model.getParent() : model;
    List<Map<String, Object>> cases = new ArrayList<>();
    for (Object item : (List<?>) Goldens.json(folder.resolve("golden.json")).get("cases")) {
      Map<String, Object> one = new LinkedHashMap<>();
      ((Map<?, ?>) item).forEach((key, value) -> one.put(String.valueOf(key), value));
      cases.add(one);
    }
    return cases;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert",
        "roberta",
        "roberta/model.gguf",
        "xlm-roberta",
        "modern-bert/model.gguf",
        "qwen3/model.gguf"
      })
  void scoresAreThoseOfTransformers(String name) throws Exception {
    Path path = RANK.resolve(name);
    try (Generator model = Generator.open(path, OPTIONS)) {
      assertThat(model.ranks()).isTrue();
      Map<String, List<Map<String, Object>>> byQuery = new LinkedHashMap<>();
      for (Map<String, Object> one : cases(path)) {
        byQuery.computeIfAbsent(String.valueOf(one.get("query")), _ -> new ArrayList<>()).add(one);
      }
      for (Map.Entry<String, List<Map<String, Object>>> query : byQuery.entrySet()) {
        List<String> documents =
            query.getValue().stream().map(one -> String.valueOf(one.get("document"))).toList();
        double[] scores = model.relevance(query.getKey(), documents);
        for (int i = 0; i < scores.length; i++) {
          double expected = ((Number) query.getValue().get(i).get("score")).doubleValue();
          assertThat(scores[i]).as(documents.get(i)).isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bert", "roberta", "roberta/model.gguf", "xlm-roberta", "modern-bert/model.gguf"})
  void pairsAreThoseOfTransformers(String name) throws Exception {
    Path path = RANK.resolve(name);
    try (Generator model = Generator.open(path, OPTIONS)) {
      for (Map<String, Object> one : cases(path)) {
        TokenPair pair =
            model
                .tokenizer()
                .encodePair(
                    String.valueOf(one.get("query")), String.valueOf(one.get("document")), 64);
        assertThat(pair.tokens()).isEqualTo(Goldens.ints(one.get("ids")));
        if (name.equals("bert")) {
          int[] types = Goldens.ints(one.get("types"));
          for (int i = 0; i < types.length; i++) {
            assertThat(i < pair.second() ? 0 : 1).isEqualTo(types[i]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "roberta", "xlm-roberta"})
  void aTokenizerInGgufsFormPairsAlike(String name) throws Exception {
    Tokenizer tokenizer = Tokenizer.ofFolder(RANK.resolve(name));
    Tokenizer again = Tokenizer.ofMetadata(new Metadata("made", tokenizer.toMetadata()));
    for (Map<String, Object> one : cases(RANK.resolve(name))) {
      String query = String.valueOf(one.get("query"));
      String document = String.valueOf(one.get("document"));
      assertThat(again.encodePair(query, document, 64).tokens())
          .isEqualTo(tokenizer.encodePair(query, document, 64).tokens());
    }
  }

  @Test
  void otherModelsDoNotRank() throws Exception {
    for (String other : List.of("arch/bert/model.gguf", "arch/llama-tied/model.gguf")) {
      try (Generator model =
          Generator.open(RANK.resolveSibling(other), Generator.Options.DEFAULT)) {
        assertThat(model.ranks()).isFalse();
        assertThatThrownBy(() -> model.relevance("a", List.of("b")))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("no cross-encoder");
      }
    }
  }
}
