package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.format.ModelFile;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.kernel.Team;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.tensor.DType;
import dev.bantam.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Answers with guesses equal those without, whatever is guessed and however tokens are drawn. */
class SpeculationTest {
  private static final int CONTEXT = 128;
  private static final int PARALLEL = 3;
  private static final Set<String> RECURRENT =
      Set.of("mamba", "mamba2", "granitehybrid", "falcon-h1", "lfm2");

  private record Case(Request request, int cancelAfter) {}

  private record Result(Answer answer, List<TokenEvent> events) {}

  /** Guesses what the answer is known to be, with mistakes. */
  private static final class Oracle implements Drafter {
    private final Random random;
    private final List<int[]> texts = new ArrayList<>();

    Oracle(long seed) {
      random = new Random(seed);
    }

    void knows(int[] prompt, int[] answer) {
      int[] text = Arrays.copyOf(prompt, prompt.length + answer.length);
      System.arraycopy(answer, 0, text, prompt.length, answer.length);
      texts.add(text);
    }

    @Override
    public void draft(List<Generation> generations, StepBudget budget) {
      for (Generation generation : generations) {
        int size = generation.sequence().size();
        int[] soFar = generation.sequence().tokens(size);
        int[] guess = new int[Math.min(random.nextInt(9), generation.guessable())];
        for (int[] text : texts) {
          if (text.length >= size && Arrays.equals(text, 0, size, soFar, 0, size)) {
            for (int i = 0; i < guess.length; i++) {
              boolean right = size + i < text.length && random.nextInt(5) > 0;
              guess[i] = right ? text[size + i] : random.nextInt(8);
            }
          }
        }
        generation.guess(guess);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> arch() throws IOException {
    return Goldens.cases("arch").stream()
        .filter(SpeculationTest::continuesTexts)
        .map(dir -> dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  private static boolean continuesTexts(Path dir) {
    try {
      String mode = (String) Goldens.json(dir.resolve("golden.json")).get("mode");
      return mode.equals("lm") || mode.equals("t5");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void check(Path dir) throws IOException {
    Map<String, Object> golden = Goldens.json(dir.resolve("golden.json"));
    String name = dir.getFileName().toString();
    try (ModelFile file = Gguf.open(dir.resolve("model.gguf"));
        Team team = new Team(2)) {
      Model model = Architectures.wire(file, 0);
      Tokenizer tokenizer = Tokenizer.of(file);
      List<Case> cases = cases(Goldens.ints(golden.get("ids")), name.hashCode());
      List<Result> plain = run(model, tokenizer, team, cases, Drafter.NONE, 16);
      Oracle oracle = new Oracle(name.hashCode());
      for (int i = 0; i < cases.size(); i++) {
        int[] prompt = ((Prompt.Tokens) cases.get(i).request.prompt()).tokens();
        oracle.knows(prompt, plain.get(i).answer.tokens());
      }
      List<Result> guessed = run(model, tokenizer, team, cases, oracle, 16);
      assertSame(plain, guessed);
      int some = 6;
      List<Case> few = cases.subList(0, some);
      assertSame(plain.subList(0, some), run(model, tokenizer, team, few, oracle, 5));
      assertSame(plain, run(model, tokenizer, team, cases, new FreeRows(new PromptLookup(8)), 16));
      int accepted = guessed.stream().mapToInt(r -> r.answer.timings().acceptedTokens()).sum();
      int drafted = guessed.stream().mapToInt(r -> r.answer.timings().draftedTokens()).sum();
      if (RECURRENT.contains(name) || name.equals("t5")) {
        assertThat(drafted).isZero();
      } else {
        assertThat(accepted).isPositive().isLessThan(drafted);
      }
    }
  }

  private static List<Case> cases(int[] prompt, long seed) {
    SamplingOptions.Builder warm = SamplingOptions.builder().temperature(1.2f);
    List<SamplingOptions> ways =
        List.of(
            SamplingOptions.GREEDY,
            warm.build(),
            SamplingOptions.builder().temperature(0).repeatPenalty(1.3f).penaltyLastN(20).build(),
            SamplingOptions.builder().temperature(1).dryMultiplier(0.8f).build(),
            SamplingOptions.builder().temperature(0.9f).mirostat(2).build(),
            SamplingOptions.builder()
                .temperature(1)
                .xtcProbability(0.5f)
                .xtcThreshold(0.01f)
                .build());
    List<Case> cases = new ArrayList<>();
    Random random = new Random(seed);
    for (SamplingOptions way : ways) {
      Request.Builder request =
          Request.builder(Prompt.tokens(prompt))
              .sampling(way)
              .seed(random.nextLong())
              .maxTokens(10 + random.nextInt(20))
              .ignoreEnd(random.nextBoolean())
              .logprobs(random.nextInt(3) - 1);
      cases.add(new Case(request.build(), Integer.MAX_VALUE));
      cases.add(new Case(request.stops(List.of("e", "th")).build(), Integer.MAX_VALUE));
      cases.add(new Case(request.stops(List.of()).build(), 1 + random.nextInt(9)));
    }
    Request toTheEnd = Request.builder(Prompt.tokens(prompt)).maxTokens(CONTEXT).seed(seed).build();
    cases.add(new Case(toTheEnd, Integer.MAX_VALUE));
    return cases;
  }

  private static List<Result> run(
      Model model, Tokenizer tokenizer, Team team, List<Case> cases, Drafter drafter, int chunk)
      throws IOException {
    List<Follower> followers = new ArrayList<>();
    List<Decoder.Job> jobs = new ArrayList<>();
    for (Case c : cases) {
      Follower follower = new Follower(c.cancelAfter);
      followers.add(follower);
      int[] prompt = ((Prompt.Tokens) c.request.prompt()).tokens();
      jobs.add(new Decoder.Job(c.request, prompt, follower));
    }
    List<Result> results = new ArrayList<>();
    long capacity = (PARALLEL + 1L) * CONTEXT;
    try (Engine engine = new Engine(model, team, DType.F16, capacity, chunk)) {
      Decoder decoder = new Decoder(model, engine, tokenizer, CONTEXT, PARALLEL, drafter);
      List<Outcome> outcomes = decoder.run(jobs);
      for (int i = 0; i < jobs.size(); i++) {
        results.add(new Result(outcomes.get(i).orThrow(), followers.get(i).events));
      }
      decoder.close();
      assertThat(engine.cache().bytes()).as("bytes of lost pages").isZero();
      assertThat(engine.cache().room()).isEqualTo(capacity);
    }
    return results;
  }

  private static void assertSame(List<Result> expected, List<Result> actual) {
    for (int i = 0; i < expected.size(); i++) {
      Answer a = expected.get(i).answer;
      Answer b = actual.get(i).answer;
      assertThat(b.tokens()).as("request %d", i).isEqualTo(a.tokens());
      assertThat(b.text()).isEqualTo(a.text());
      assertThat(b.finish()).isEqualTo(a.finish());
      assertThat(b.stop()).isEqualTo(a.stop());
      assertThat(b.events()).isEqualTo(a.events());
      assertThat(actual.get(i).events).isEqualTo(expected.get(i).events);
    }
  }

  /** Keeps all events, and cancels after some. */
  private static final class Follower implements Listener {
    private final List<TokenEvent> events = new ArrayList<>();
    private final int cancelAfter;

    Follower(int cancelAfter) {
      this.cancelAfter = cancelAfter;
    }

    @Override
    public void token(TokenEvent event) {
      events.add(event);
    }

    @Override
    public boolean isCancelled() {
      return events.size() >= cancelAfter;
    }
  }
}
