package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.format.ModelFile;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.kernel.Team;
import dev.bantam.layer.LayerMemory;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.tensor.DType;
import dev.bantam.tokenizer.TokenPair;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every model of the goldens through engine, cache and sampling. */
class GoldenDecoderTest {
  private static final int CONTEXT = 128;

  private record Subject(Model model, Tokenizer tokenizer) {}

  @TestFactory
  Stream<DynamicTest> arch() throws IOException {
    return Goldens.cases("arch").stream()
        .map(dir -> dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  private static void check(Path dir) throws IOException {
    Map<String, Object> golden = Goldens.json(dir.resolve("golden.json"));
    try (ModelFile file = Gguf.open(dir.resolve("model.gguf"));
        Team one = new Team(1);
        Team two = new Team(2)) {
      Subject subject = new Subject(Architectures.wire(file, 0), Tokenizer.of(file));
      switch ((String) golden.get("mode")) {
        case "lm" -> {
          greedy(golden, subject, two);
          sameInAnyBatch(golden, subject, one, two);
          reusesPrefixes(golden, subject, two);
          smallCaches(golden, subject, two);
          score(dir, golden, subject, two);
        }
        case "t5" -> greedy(golden, subject, two);
        default -> embeddings(dir, golden, subject, two);
      }
    }
  }

  private static List<Answer> run(
      Subject subject, Team team, DType cache, int chunk, int parallel, List<Request> requests) {
    try (Engine engine = new Engine(subject.model, team, cache, CONTEXT * (parallel + 1L), chunk)) {
      return answers(decoder(subject, engine, parallel), requests);
    }
  }

  private static Decoder decoder(Subject subject, Engine engine, int parallel) {
    return new Decoder(subject.model, engine, subject.tokenizer, CONTEXT, parallel, Drafter.NONE);
  }

  private static List<Answer> answers(Decoder decoder, List<Request> requests) {
    return decoder.run(jobs(requests)).stream().map(Outcome::orThrow).toList();
  }

  private static List<Decoder.Job> jobs(List<Request> requests) {
    return requests.stream()
        .map(r -> new Decoder.Job(r, ((Prompt.Tokens) r.prompt()).tokens(), Listener.NONE))
        .toList();
  }

  private static Request.Builder request(int... prompt) {
    return Request.builder(Prompt.tokens(prompt))
        .maxTokens(8)
        .sampling(SamplingOptions.GREEDY)
        .ignoreEnd(true);
  }

  /** As the reference, but for a token whose lead there is within the noise. */
  private static void greedy(Map<String, Object> golden, Subject subject, Team team) {
    Map<?, ?> reference = (Map<?, ?>) golden.get("llama_cpp");
    int[] expected = Goldens.ints(reference.get("greedy"));
    List<?> margins = (List<?>) reference.get("greedy_margin");
    Request request = request(Goldens.ints(golden.get("ids"))).maxTokens(expected.length).build();
    int[] actual = run(subject, team, DType.F32, 7, 1, List.of(request)).getFirst().tokens();
    int differs = Arrays.mismatch(actual, expected);
    if (differs >= 0) {
      assertThat(((Number) margins.get(differs)).doubleValue())
          .as("the reference's lead at token %d, where the answer differs", differs)
          .isLessThan(2 * tolerance(golden));
    }
  }

  private static double tolerance(Map<String, Object> golden) {
    return ((Number) ((Map<?, ?>) golden.get("tolerance")).get("vs_llama_cpp_max_abs"))
        .doubleValue();
  }

  /** Greedy and drawn answers do not depend on threads, chunks or what else runs. */
  private static void sameInAnyBatch(
      Map<String, Object> golden, Subject subject, Team one, Team two) {
    List<Request> requests = new ArrayList<>();
    for (String name : List.of("ids", "seqA", "seqB")) {
      int[] ids = Goldens.ints(golden.get(name));
      requests.add(request(ids).logprobs(2).build());
      SamplingOptions warm =
          SamplingOptions.builder().temperature(1.5f).repeatPenalty(1.1f).build();
      requests.add(request(ids).sampling(warm).seed(ids[0]).build());
    }
    List<Answer> together = run(subject, two, DType.F32, 512, 4, requests);
    List<Answer> chunked = run(subject, one, DType.F32, 5, 6, requests);
    for (int i = 0; i < requests.size(); i++) {
      Answer alone = run(subject, one, DType.F32, 512, 1, List.of(requests.get(i))).getFirst();
      for (Answer other : List.of(together.get(i), chunked.get(i))) {
        assertThat(other.tokens()).as("request %d", i).isEqualTo(alone.tokens());
        assertThat(other.events()).isEqualTo(alone.events());
      }
    }
  }

  /** A second turn continues from what the first one cached, and says the same as from nothing. */
  private static void reusesPrefixes(Map<String, Object> golden, Subject subject, Team team) {
    int[] ids = Goldens.ints(golden.get("ids"));
    try (Engine engine = new Engine(subject.model, team, DType.F32, 2 * CONTEXT, 16)) {
      Decoder decoder = decoder(subject, engine, 1);
      Answer first = answers(decoder, List.of(request(ids).build())).getFirst();
      int[] second = Arrays.copyOf(ids, ids.length + 6);
      System.arraycopy(first.tokens(), 0, second, ids.length, 5);
      Answer reused = answers(decoder, List.of(request(second).build())).getFirst();
      Answer fresh =
          run(subject, team, DType.F32, 16, 1, List.of(request(second).build())).getFirst();
      assertThat(reused.tokens()).isEqualTo(fresh.tokens());
      assertThat(reused.reusedTokens()).isIn(0, ids.length + 5);
      Answer again = answers(decoder, List.of(request(ids).build())).getFirst();
      assertThat(again.tokens()).isEqualTo(first.tokens());
    }
  }

  /** F16 and Q8_0 caches stay near the F32 one. */
  private static void smallCaches(Map<String, Object> golden, Subject subject, Team team) {
    int[] ids = Goldens.ints(golden.get("ids"));
    Request request = request(ids).promptLogprobs(true).maxTokens(0).build();
    float[] exact =
        run(subject, team, DType.F32, 16, 1, List.of(request)).getFirst().promptLogprobs();
    for (DType type : List.of(DType.F16, DType.Q8_0)) {
      if (type == DType.Q8_0 && !wholeBlocks(subject.model)) {
        continue;
      }
      float[] near = run(subject, team, type, 16, 1, List.of(request)).getFirst().promptLogprobs();
      double sum = 0;
      for (int i = 1; i < ids.length; i++) {
        sum += Math.abs(near[i] - exact[i]);
      }
      assertThat(sum / (ids.length - 1))
          .as("%s cache", type)
          .isLessThan(type == DType.F16 ? 0.01 : 0.2);
    }
  }

  private static boolean wholeBlocks(Model model) {
    for (LayerMemory layer : model.facts().memory()) {
      if (layer.keyDim() % 32 != 0 || layer.valueDim() % 32 != 0) {
        return false;
      }
    }
    return true;
  }

  /** Log-probabilities of given tokens, against those of the reference's logits. */
  private static void score(Path dir, Map<String, Object> golden, Subject subject, Team team)
      throws IOException {
    int[] ids = Goldens.ints(golden.get("ids"));
    float[] logits = Goldens.floats(dir.resolve("logits.f32"));
    int v = logits.length / ids.length;
    try (Engine engine = new Engine(subject.model, team, DType.F32, CONTEXT, 16)) {
      Score score = new Scorer(engine, CONTEXT).score(new Passage(ids, 3));
      for (int i = 3; i < ids.length; i++) {
        double sum = 0;
        for (int j = 0; j < v; j++) {
          sum += Math.exp(logits[(i - 1) * v + j]);
        }
        double expected = logits[(i - 1) * v + ids[i]] - Math.log(sum);
        assertThat(score.logprobs()[i - 3])
            .as("log-probability of token %d", i)
            .isCloseTo((float) expected, within(0.05f));
      }
    }
  }

  private static void embeddings(Path dir, Map<String, Object> golden, Subject subject, Team team)
      throws IOException {
    List<TokenPair> two =
        List.of(
            TokenPair.single(Goldens.ints(golden.get("seqA"))),
            TokenPair.single(Goldens.ints(golden.get("seqB"))));
    List<TokenPair> one = List.of(TokenPair.single(Goldens.ints(golden.get("ids"))));
    double tolerance = tolerance(golden);
    try (Engine engine = new Engine(subject.model, team, DType.F32, 2 * CONTEXT, 16)) {
      Embedder embedder = new Embedder(engine, CONTEXT, 2);
      for (Pooling pooling : Pooling.values()) {
        String name = pooling.name().toLowerCase(java.util.Locale.ROOT);
        float[] expected = Goldens.floats(dir.resolve("emb_" + name + ".f32"));
        assertThat(embedder.embed(one, pooling, false).getFirst())
            .as(name)
            .containsExactly(expected, within((float) tolerance));
      }
      float[] expected = Goldens.floats(dir.resolve("emb_mean_2seq.f32"));
      List<float[]> actual = embedder.embed(two, Pooling.MEAN, false);
      for (int i = 0; i < 2; i++) {
        int d = expected.length / 2;
        assertThat(actual.get(i))
            .containsExactly(
                Arrays.copyOfRange(expected, i * d, (i + 1) * d), within((float) tolerance));
      }
    }
  }
}
