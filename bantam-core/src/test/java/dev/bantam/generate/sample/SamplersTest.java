package dev.bantam.generate.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Each sampler on small distributions. The cases of temperature to top-n-sigma and of the queues
 * are those that llama.cpp's tests/test-sampling.cpp expects of its samplers.
 */
class SamplersTest {
  private static final float[] RISING = {0.1f, 0.2f, 0.3f, 0.4f};
  private static final float[] FALLING = {0.4f, 0.3f, 0.2f, 0.1f};
  private static final float[] FIVE = {0.2f, 0.2f, 0.2f, 0.2f, 0.2f};

  private static Candidates candidates(float... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    Candidates candidates = new Candidates();
    candidates.load(logits, 0, logits.length);
    return candidates;
  }

  private static void expect(Sampler sampler, float[] probabilities, double... expected) {
    Candidates candidates = candidates(probabilities);
    sampler.apply(candidates);
    candidates.softmax();
    double[] actual =
        IntStream.range(0, candidates.size()).mapToDouble(candidates::probability).toArray();
    assertThat(actual).containsExactly(expected, within(1e-5));
  }

  private static Sampler accepting(Sampler sampler, int... tokens) {
    for (int token : tokens) {
      sampler.accept(token);
    }
    return sampler;
  }

  @Test
  void temperature() {
    expect(new Temperature(1, 0, 1), RISING, 0.1, 0.2, 0.3, 0.4);
    expect(new Temperature(0, 0, 1), RISING, 1);
    expect(new Temperature(0.5f, 0, 1), RISING, 1 / 30., 4 / 30., 9 / 30., 16 / 30.);
  }

  @Test
  void dynamicTemperature() {
    // Greatest entropy: the highest temperature; a sure token: the lowest.
    expect(new Temperature(1, 0.5f, 1), FIVE, 0.2, 0.2, 0.2, 0.2, 0.2);
    double entropy = 0;
    for (float p : RISING) {
      entropy -= p * Math.log(p);
    }
    double t = 0.5 + entropy / Math.log(4);
    double[] expected =
        Arrays.stream(new double[] {.1, .2, .3, .4}).map(p -> Math.pow(p, 1 / t)).toArray();
    double sum = Arrays.stream(expected).sum();
    expect(
        new Temperature(1, 0.5f, 1), RISING, Arrays.stream(expected).map(x -> x / sum).toArray());
  }

  @Test
  void topK() {
    expect(new TopK(1), RISING, 1);
    expect(new TopK(3), RISING, 0.44444, 0.33333, 0.22222);
    expect(new TopK(4), RISING, 0.4, 0.3, 0.2, 0.1);
  }

  @Test
  void topP() {
    expect(new TopP(0, 0), RISING, 1);
    expect(new TopP(0.7f, 0), RISING, 0.571429, 0.428571);
    expect(new TopP(0.8f, 0), RISING, 0.44444, 0.33333, 0.22222);
    expect(new TopP(0, 3), RISING, 0.44444, 0.33333, 0.22222);
  }

  @Test
  void minP() {
    expect(new MinP(0.24f, 0), RISING, 0.1, 0.2, 0.3, 0.4);
    expect(new MinP(0.26f, 0), RISING, 0.2 / 0.9, 0.3 / 0.9, 0.4 / 0.9);
    expect(new MinP(0.49f, 0), RISING, 0.2 / 0.9, 0.3 / 0.9, 0.4 / 0.9);
    expect(new MinP(0.51f, 0), RISING, 0.3 / 0.7, 0.4 / 0.7);
    expect(new MinP(0.74f, 0), RISING, 0.3 / 0.7, 0.4 / 0.7);
    expect(new MinP(0.76f, 0), RISING, 1);
    expect(new MinP(1, 0), RISING, 1);
    expect(new MinP(1, 2), RISING, 0.4 / 0.7, 0.3 / 0.7);
  }

  @Test
  void xtc() {
    SplittableRandom random = new SplittableRandom(0);
    expect(new Xtc(1, 0.09f, 0, random), FALLING, 1);
    expect(new Xtc(1, 0.19f, 0, random), FALLING, 0.2 / 0.3, 0.1 / 0.3);
    expect(new Xtc(1, 0.29f, 0, random), FALLING, 0.3 / 0.6, 0.2 / 0.6, 0.1 / 0.6);
    expect(new Xtc(1, 0.39f, 0, random), FALLING, 0.4, 0.3, 0.2, 0.1);
    expect(new Xtc(0, 0.09f, 0, random), FALLING, 0.4, 0.3, 0.2, 0.1);
  }

  @Test
  void typical() {
    expect(new Typical(0.5f, 0), new float[] {0.97f, 0.01f, 0.01f, 0.01f}, 1);
    expect(new Typical(0.5f, 0), new float[] {0.4f, 0.2f, 0.2f, 0.2f}, 1 / 3., 1 / 3., 1 / 3.);
  }

  @Test
  void penalties() {
    Penalties repeat = new Penalties(5, 50, 0, 0);
    expect(accepting(repeat, 0), FIVE, 0, 0.25, 0.25, 0.25, 0.25);
    expect(accepting(repeat, 1, 2), FIVE, 0, 0, 0, 0.5, 0.5);
    expect(accepting(repeat, 0, 0), FIVE, 0, 0, 0, 0.5, 0.5);
    Penalties counted = new Penalties(5, 1, 5, 5);
    expect(accepting(counted, 0), FIVE, 0.000011, 0.249997, 0.249997, 0.249997, 0.249997);
    expect(accepting(counted, 1, 2), FIVE, 0.000023, 0.000023, 0.000023, 0.499966, 0.499966);
    expect(accepting(counted, 0, 0), FIVE, 0, 0.000023, 0.000023, 0.499977, 0.499977);
    expect(accepting(counted, 3, 3, 3, 3, 3), FIVE, 0.25, 0.25, 0.25, 0, 0.25);
  }

  @Test
  void dry() {
    DryBreakers none = DryBreakers.NONE;
    float[] four = {0.25f, 0.25f, 0.25f, 0.25f};
    expect(accepting(new Dry(1, 1.1f, 2, 4, none), 0, 1), four, 0.25, 0.25, 0.25, 0.25);
    expect(
        accepting(new Dry(1, 1.1f, 2, 5, none), 0, 1, 2, 0, 1),
        four,
        0.296923,
        0.296923,
        0.109232,
        0.296923);
    DryBreakers three = DryBreakers.ofTokens(List.of(new int[] {3}));
    expect(accepting(new Dry(1, 1.1f, 2, 6, three), 0, 1, 3, 4, 0, 1), FIVE, .2, .2, .2, .2, .2);
    expect(
        accepting(new Dry(2, 1.1f, 2, 5, none), 0, 1, 2, 0, 1),
        FIVE,
        0.241818,
        0.241818,
        0.032727,
        0.241818,
        0.241818);
    expect(accepting(new Dry(1, 1.1f, 4, 7, none), 0, 1, 2, 3, 4, 0, 1), FIVE, .2, .2, .2, .2, .2);
    expect(
        accepting(new Dry(1, 1.1f, 2, -1, none), 0, 1, 2, 0, 1),
        four,
        0.296923,
        0.296923,
        0.109232,
        0.296923);
  }

  @Test
  void dryBreakersMayCrossTokens() {
    List<String> pieces = List.of("a", "x\n", "b", "##", "#", "y#");
    DryBreakers breakers =
        DryBreakers.of(
            List.of("\n", "##"),
            pieces.size(),
            pieces::get,
            text -> text.chars().map(c -> pieces.indexOf(String.valueOf((char) c))).toArray());
    assertThat(breakers.isSingle(1)).isTrue();
    assertThat(breakers.isSingle(3)).isTrue();
    assertThat(breakers.isSingle(4)).isFalse();
    assertThat(breakers.tails(5)).containsExactly(new int[] {4});
    assertThat(breakers.tails(0)).isEmpty();
  }

  @Test
  void topNSigma() {
    expect(new TopNSigma(1), RISING, 0, 0, 0.428571, 0.571429);
    expect(new TopNSigma(3), RISING, 0.1, 0.2, 0.3, 0.4);
  }

  @Test
  void logitBias() {
    expect(
        new LogitBias(Map.of(3, Float.NEGATIVE_INFINITY, 0, (float) Math.log(2), 9, 1f)),
        RISING,
        0.2 / 0.7,
        0.2 / 0.7,
        0.3 / 0.7,
        0);
  }

  /** Any queue of top-k, top-p and min-p over 10,000 tokens of probability i / sum. */
  @Test
  void queues() {
    queue("p", 0, 0.0003f, 1);
    for (String samplers : List.of("k", "p", "m", "kp", "km", "pk", "pm", "mk", "mp")) {
      queue(samplers, 100, 0.8f, 0.1f);
    }
    for (String samplers : List.of("kpm", "kmp", "pkm", "pmk", "mkp", "mpk")) {
      queue(samplers, 100, 0.8f, 0.1f);
    }
    queue("m", 100, 0.8f, 9997.9f / 9999);
    queue("mp", 100, 0.8f, 9997.9f / 9999);
  }

  private static void queue(String samplers, int k, float p, float m) {
    int n = 10_000;
    float[] logits = new float[n];
    for (int i = 0; i < n; i++) {
      logits[i] = (float) Math.log(i);
    }
    Candidates candidates = new Candidates();
    candidates.load(logits, 0, n);
    int least = 0;
    for (int i = 0; i < samplers.length(); i++) {
      switch (samplers.charAt(i)) {
        case 'k' -> {
          new TopK(k).apply(candidates);
          least = Math.max(least, n - k);
        }
        case 'p' -> {
          new TopP(p, 1).apply(candidates);
          least = nucleus(least, n, p);
        }
        default -> {
          new MinP(m, 1).apply(candidates);
          least = Math.max(least, (int) (m * n));
        }
      }
      assertThat(candidates.size()).as("%s after %d", samplers, i).isEqualTo(n - least);
      int min = IntStream.range(0, candidates.size()).map(candidates::id).min().orElseThrow();
      assertThat(min).as("%s after %d", samplers, i).isEqualTo(least);
    }
  }

  /** The least of the tokens below {@code n} that together have the share {@code p}. */
  private static int nucleus(int from, int n, float p) {
    double target = p * (n * (n - 1L) / 2 - from * (from - 1L) / 2);
    int least = n;
    for (long sum = 0; sum < target; sum += least) {
      least--;
    }
    return least;
  }

  @Test
  void partialSelectionEqualsAFullSort() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(5000);
      float[] logits = new float[n];
      for (int i = 0; i < n; i++) {
        logits[i] = random.nextInt(5) == 0 ? random.nextInt(3) - 1 : (float) random.nextGaussian();
      }
      int k = 1 + random.nextInt(2000);
      Candidates candidates = new Candidates();
      candidates.load(logits, 0, n);
      candidates.keepTop(k);
      List<Integer> expected =
          IntStream.range(0, n)
              .boxed()
              .sorted((a, b) -> Float.compare(logits[b] + 0f, logits[a] + 0f))
              .limit(k)
              .toList();
      List<Integer> actual =
          IntStream.range(0, candidates.size()).map(candidates::id).boxed().toList();
      assertThat(actual).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void mirostatKeepsTheSurpriseNearItsTarget() {
    float[] logits = new float[2000];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (-1.1 * Math.log(i + 1));
    }
    for (int version = 1; version <= 2; version++) {
      SamplingOptions options =
          SamplingOptions.builder().temperature(1).mirostat(version).mirostatTau(3).build();
      SamplerChain chain = new SamplerChain(options, 7, DryBreakers.NONE, logits.length);
      Candidates candidates = new Candidates();
      double surprise = 0;
      int draws = 400;
      for (int i = 0; i < draws; i++) {
        candidates.load(logits, 0, logits.length);
        int token = chain.sample(candidates);
        for (int j = 0; j < candidates.size(); j++) {
          surprise -= candidates.id(j) == token ? Math.log(candidates.probability(j)) : 0;
        }
      }
      assertThat(surprise / draws / Math.log(2))
          .as("version %d", version)
          .isCloseTo(3, within(0.4));
    }
  }

  @Test
  void drawsFollowTheProbabilitiesAndTheSeed() {
    SamplingOptions plain =
        SamplingOptions.builder().temperature(1).topK(0).topP(1).minP(0).build();
    Map<Integer, Integer> counts = new HashMap<>();
    SamplerChain chain = new SamplerChain(plain, 5, DryBreakers.NONE, 4);
    SamplerChain same = new SamplerChain(plain, 5, DryBreakers.NONE, 4);
    for (int i = 0; i < 20_000; i++) {
      int token = chain.sample(candidates(RISING));
      assertThat(same.sample(candidates(RISING))).isEqualTo(token);
      counts.merge(token, 1, Integer::sum);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(counts.get(i) / 20_000.).isCloseTo(RISING[i], within(0.015));
    }
  }

  @Test
  void greedyTakesTheFirstOfEqualMaximaAfterPenalties() {
    float[] equal = {0.1f, 0.3f, 0.3f, 0.3f};
    SamplerChain greedy = new SamplerChain(SamplingOptions.GREEDY, 0, DryBreakers.NONE, 4);
    assertThat(greedy.sample(candidates(equal))).isEqualTo(1);
    SamplingOptions options = SamplingOptions.GREEDY.toBuilder().repeatPenalty(2).build();
    SamplerChain penalized = new SamplerChain(options, 0, DryBreakers.NONE, 4);
    penalized.accept(1);
    assertThat(penalized.sample(candidates(equal))).isEqualTo(2);
    SamplingOptions biased = SamplingOptions.GREEDY.toBuilder().logitBias(Map.of(0, 9f)).build();
    assertThat(new SamplerChain(biased, 0, DryBreakers.NONE, 4).sample(candidates(equal)))
        .isEqualTo(0);
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    assertThatThrownBy(() -> candidates(0.5f, Float.NaN)).hasMessageContaining("token 1 is NaN");
    SamplerChain chain = new SamplerChain(SamplingOptions.DEFAULT, 0, DryBreakers.NONE, 2);
    assertThatThrownBy(() -> chain.sample(candidates(0, 0))).hasMessageContaining("forbid");
    assertThatThrownBy(() -> SamplingOptions.builder().temperature(Float.NaN).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature must be from 0 to 1000, not NaN");
    assertThatThrownBy(() -> SamplingOptions.builder().topP(1.5f).build())
        .hasMessage("topP must be from 0 to 1, not 1.5");
    assertThatThrownBy(() -> SamplingOptions.builder().logitBias(Map.of(-1, 1f)).build())
        .hasMessageContaining("token -1");
  }
}
