package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.kernel.Team;
import dev.bantam.tensor.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that come, end, fail and are cancelled at random while others run: each answer is the
 * one that it gets alone, and no page of the cache is lost.
 */
class DecoderStressTest {
  private static final int CONTEXT = 900;
  private static final HashModel MODEL = new HashModel(CONTEXT, 8);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void answersAsAlone(long seed) throws IOException {
    Random random = new Random(seed);
    int parallel = 1 + random.nextInt(6);
    boolean speculate = seed % 2 == 0;
    int chunk = 8 + random.nextInt(200);
    long capacity = (parallel + 1L) * CONTEXT;
    List<Follower> followers = new ArrayList<>();
    try (Team team = new Team(1);
        Engine engine = new Engine(MODEL, team, DType.F32, capacity, chunk)) {
      Decoder decoder = decoder(engine, parallel, speculate);
      int[][] beginnings = {tokens(random, 300), tokens(random, 520), tokens(random, 40)};
      while (followers.size() < 30 || followers.stream().anyMatch(Follower::isWaiting)) {
        for (int i = random.nextInt(4); i > 0 && followers.size() < 30; i--) {
          followers.add(new Follower(request(random, beginnings), random).submitTo(decoder));
        }
        for (int i = random.nextInt(6); i > 0; i--) {
          decoder.step();
        }
      }
      decoder.close();
      assertThat(engine.cache().bytes()).as("bytes of lost pages").isZero();
      assertThat(engine.cache().room()).isEqualTo(capacity);
    }
    assertThat(followers.stream().mapToInt(Follower::reused).sum()).isPositive();
    assertThat(followers.stream().anyMatch(f -> f.accepted() > 0)).isEqualTo(speculate);
    followers.forEach(DecoderStressTest::compareWithAlone);
  }

  private static Decoder decoder(Engine engine, int parallel, boolean speculate) {
    Drafter drafter = speculate ? new FreeRows(new PromptLookup(8)) : Drafter.NONE;
    return new Decoder(MODEL, engine, ScriptedModel.tokenizer(), CONTEXT, parallel, drafter);
  }

  private static int[] tokens(Random random, int n) {
    return random.ints(n, 'a', 'z' + 1).toArray();
  }

  private static Request request(Random random, int[][] beginnings) {
    int[] beginning = beginnings[random.nextInt(beginnings.length)];
    int[] end = tokens(random, 1 + random.nextInt(80));
    int[] prompt = Arrays.copyOf(beginning, beginning.length + end.length);
    System.arraycopy(end, 0, prompt, beginning.length, end.length);
    if (random.nextInt(12) == 0) {
      prompt = new int[CONTEXT + 1]; // refused
    }
    return Request.builder(Prompt.tokens(prompt))
        .maxTokens(random.nextInt(200))
        .seed(random.nextLong())
        .sampling(random.nextBoolean() ? SamplingOptions.GREEDY : SamplingOptions.DEFAULT)
        .stops(random.nextInt(4) == 0 ? List.of("ab", "q") : List.of())
        .build();
  }

  private static void compareWithAlone(Follower follower) {
    try (Team team = new Team(1);
        Engine engine = new Engine(MODEL, team, DType.F32, 2 * CONTEXT, 64)) {
      Follower alone = new Follower(follower);
      Decoder decoder = decoder(engine, 1, false);
      alone.submitTo(decoder);
      while (alone.isWaiting()) {
        decoder.step();
      }
      assertThat(follower.result()).isEqualTo(alone.result());
      assertThat(follower.text.toString()).isEqualTo(alone.text.toString());
    }
  }

  /** A request with all that comes of it; cancels or fails after some tokens. */
  private static final class Follower implements Listener {
    private final Request request;
    private final int cancelAfter;
    private final int failAfter;
    private final StringBuilder text = new StringBuilder();
    private int seen;
    private Decoder.Ticket ticket;

    Follower(Request request, Random random) {
      this.request = request;
      this.cancelAfter = random.nextInt(4) == 0 ? random.nextInt(60) : Integer.MAX_VALUE;
      this.failAfter = random.nextInt(10) == 0 ? random.nextInt(60) : Integer.MAX_VALUE;
    }

    Follower(Follower other) {
      this.request = other.request;
      this.cancelAfter = other.cancelAfter;
      this.failAfter = other.failAfter;
    }

    Follower submitTo(Decoder decoder) {
      int[] prompt = ((Prompt.Tokens) request.prompt()).tokens();
      ticket = decoder.submit(new Decoder.Job(request, prompt, this));
      return this;
    }

    boolean isWaiting() {
      return ticket.outcome() == null;
    }

    int reused() {
      return ticket.outcome() instanceof Outcome.Answered(Answer answer)
          ? answer.reusedTokens()
          : 0;
    }

    int accepted() {
      return ticket.outcome() instanceof Outcome.Answered(Answer answer)
          ? answer.timings().acceptedTokens()
          : 0;
    }

    /** What a client can tell, without times and what was cached. */
    List<Object> result() {
      return switch (ticket.outcome()) {
        case Outcome.Answered(Answer a) ->
            List.of(a.text(), Arrays.toString(a.tokens()), a.finish(), a.promptTokens());
        case Outcome.Failed(RuntimeException e) -> List.of(e.toString());
        case null -> List.of();
      };
    }

    @Override
    public void token(TokenEvent event) {
      text.append(event.text());
      if (++seen > failAfter) {
        throw new IllegalStateException("this client has failed");
      }
    }

    @Override
    public boolean isCancelled() {
      return seen >= cancelAfter;
    }
  }
}
