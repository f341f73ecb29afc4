package dev.bantam.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.layer.MixtureOfExperts.Gating;
import dev.bantam.layer.Rotary.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every layer's derivatives against finite differences, with options that no golden model has. */
class LayerGradientTest {
  /** Weights that a layer is tried with, as a weight may stand at a kink or jump. */
  private static final int ATTEMPTS = 8;

  private static DynamicTest test(String name, LayerCase.Maker maker, int... lengths) {
    return dynamicTest(
        name,
        () -> {
          long seed = System.nanoTime();
          Map<String, List<String>> faults = LayerCase.faults(seed, maker, lengths);
          for (int i = 1; i < ATTEMPTS && !faults.isEmpty(); i++) {
            faults.keySet().retainAll(LayerCase.faults(seed + i, maker, lengths).keySet());
          }
          assertThat(faults).as(name + ", seed " + seed).isEmpty();
        });
  }

  @TestFactory
  Stream<DynamicTest> activations() {
    return Stream.of(Activation.values())
        .flatMap(
            activation ->
                Stream.of(true, false)
                    .map(
                        gated ->
                            test(
                                activation + (gated ? " gate" : ""),
                                w ->
                                    new Mlp(
                                        gated ? w.linear("gate", 40, w.d()) : null,
                                        w.linear("up", 40, w.d()),
                                        w.linear("down", w.d(), 40),
                                        activation),
                                5)));
  }

  @TestFactory
  Stream<DynamicTest> norms() {
    return Stream.of(Norm.Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    test(kind + " of rows", w -> w.norm(kind, w.d(), w.d()), 5),
                    test(kind + " of heads", w -> w.norm(kind, 8, 8), 5),
                    test(kind + ", each head its own", w -> w.norm(kind, 8, w.d()), 5),
                    test(kind + ", no weight", w -> new Norm(kind, 8, null, null, 1e-5f), 5),
                    test(
                        kind + " after the sum",
                        w -> new AddNorm(w.linear("l", 24, 24), w.norm(kind, 24, 24)),
                        5),
                    test(
                        kind + " before and after",
                        w ->
                            new Residual(
                                w.norm(kind, 24, 24),
                                w.linear("l", 24, 24),
                                w.norm(kind, 24, 24),
                                0.3f),
                        5)));
  }

  @TestFactory
  Stream<DynamicTest> adapters() {
    return Stream.of(
        test("LoRA", w -> w.adapted(3, false, 0), 7),
        test("LoRA with dropout", w -> w.adapted(3, false, 0.3f), 7),
        test("DoRA", w -> w.adapted(3, true, 0), 7),
        test("DoRA with dropout", w -> w.adapted(3, true, 0.3f), 7));
  }

  @TestFactory
  Stream<DynamicTest> attention() {
    return IntStream.range(0, 40)
        .mapToObj(
            i -> {
              Random random = new Random(i);
              boolean isLong = random.nextInt(5) == 0;
              int first = isLong ? 150 : 1 + random.nextInt(20);
              List<String> names = new ArrayList<>();
              AttentionOptions options = options(random, names);
              return test(
                  i + " " + names,
                  w -> attention(options, names, w),
                  first,
                  1 + random.nextInt(10));
            });
  }

  private static AttentionOptions options(Random random, List<String> names) {
    int kvHeads = 1 + random.nextInt(3);
    int heads = kvHeads * (1 + random.nextInt(3));
    AttentionOptions options =
        new AttentionOptions()
            .heads(heads, kvHeads, 2 + 2 * random.nextInt(10), 1 + random.nextInt(20));
    if (chosen("rotary", random, names)) {
      int turned = random.nextBoolean() ? options.keyDim : 2;
      Pairs pairs = random.nextBoolean() ? Pairs.ADJACENT : Pairs.HALVES;
      options.rotary(new Rotary(pairs, Rotary.frequencies(turned, 100), 1.3f));
    }
    if (chosen("both directions", random, names)) {
      options.bidirectional();
    }
    if (chosen("window", random, names)) {
      options.window(1 + random.nextInt(30));
    }
    if (chosen("softcap", random, names)) {
      options.softcap(1 + random.nextFloat());
    }
    if (chosen("clamp", random, names)) {
      options.clamp(4);
    }
    if (chosen("alibi", random, names)) {
      options.alibi(AttentionOptions.alibiSlopes(heads, 8));
    }
    chosen("sinks", random, names);
    chosen("norms", random, names);
    return options;
  }

  private static boolean chosen(String name, Random random, List<String> names) {
    boolean chosen = random.nextInt(3) == 0;
    if (chosen) {
      names.add(name);
    }
    return chosen;
  }

  private static Layer attention(AttentionOptions options, List<String> names, LayerCase w) {
    int q = options.heads * options.keyDim;
    int k = options.kvHeads * options.keyDim;
    if (names.contains("sinks")) {
      options.sinks(w.vector("sinks", options.heads, 0));
    }
    if (names.contains("norms")) {
      options.norms(w.norm(Norm.Kind.RMS, options.keyDim, q), w.norm(Norm.Kind.LAYER, k, k));
    }
    w.stores(options.memory());
    return new Attention(
        0,
        w.linear("q", q, w.d()),
        w.linear("k", k, w.d()),
        w.linear("v", options.kvHeads * options.valueDim, w.d()),
        w.linear("o", w.d(), options.heads * options.valueDim),
        options);
  }

  @TestFactory
  Stream<DynamicTest> mixtures() {
    return Stream.of(Gating.values())
        .flatMap(
            gating ->
                IntStream.range(0, 8)
                    .mapToObj(
                        i ->
                            test(
                                gating + " " + i,
                                w -> mixture(gating, (i & 1) != 0, (i & 2) != 0, (i & 4) != 0, w),
                                9,
                                1)));
  }

  private static Layer mixture(
      Gating gating, boolean normalise, boolean shared, boolean gated, LayerCase w) {
    int d = w.d();
    return new MixtureOfExperts(
        w.linear("router", 5, d),
        IntStream.range(0, 5).mapToObj(e -> (Layer) w.linear("expert " + e, d, d)).toList(),
        2,
        gating,
        normalise,
        1.7f,
        gated ? new float[] {0.1f, 0, -0.1f, 0, 0.2f} : null,
        shared ? w.linear("shared", d, d) : null,
        shared && gated ? w.linear("shared gate", 1, d) : null);
  }

  @TestFactory
  Stream<DynamicTest> scans() {
    return Stream.of(
        test("Mamba", w -> mamba(20, 0, w), 9, 1, 2),
        test("Mamba with norms", w -> mamba(20, 1e-5f, w), 9, 4),
        test("Mamba of few channels", w -> mamba(3, 0, w), 6),
        test("Mamba 2", w -> mamba2(18, 1, true, w), 9, 1, 2),
        test("Mamba 2 in groups", w -> mamba2(4, 2, true, w), 9, 4),
        test("Mamba 2 of single heads", w -> mamba2(3, 3, false, w), 9),
        test(
            "short convolution",
            w ->
                new ShortConvolution(
                    w.linear("in", 300, w.d()), w.convolution(100, 3), w.linear("out", 24, 100)),
            9,
            1,
            2),
        test(
            "convolution over two",
            w ->
                new ShortConvolution(
                    w.linear("in", 9, w.d()), w.convolution(3, 2), w.linear("out", 24, 3)),
            4));
  }

  private static Layer mamba(int channels, float eps, LayerCase w) {
    int states = 5;
    int rank = 4;
    return new Mamba(
        w.linear("in", 2 * channels, w.d()),
        w.convolution(channels, 4),
        w.linear("select", rank + 2 * states, channels),
        w.linear("step", channels, rank),
        w.negative("a", channels * states),
        w.vector("d", channels, 0),
        w.linear("out", w.d(), channels),
        eps);
  }

  private static Layer mamba2(int heads, int groups, boolean normed, LayerCase w) {
    int states = 7;
    int channels = 2 * heads;
    int mixed = channels + 2 * groups * states;
    return new Mamba2(
        w.linear("in", channels + mixed + heads, w.d()),
        w.convolution(mixed, 4),
        w.vector("step", heads, 0),
        w.negative("a", heads),
        w.vector("d", heads, 0),
        normed ? w.norm(Norm.Kind.RMS, channels / groups, channels) : null,
        w.linear("out", w.d(), channels),
        states,
        groups);
  }

  @TestFactory
  Stream<DynamicTest> sums() {
    return Stream.of(
        test("sum", w -> Layer.sum(w.linear("a", 9, w.d()), w.linear("b", 9, w.d())), 4),
        test("chain", w -> Layer.chain(w.linear("a", 9, w.d()), w.linear("b", 7, 9)), 4));
  }
}
