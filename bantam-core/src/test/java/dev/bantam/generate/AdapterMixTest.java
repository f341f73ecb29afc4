package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.Goldens;
import dev.bantam.format.ModelFile;
import dev.bantam.generate.Generator.AdapterFile;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.model.Adapters;
import dev.bantam.model.Architectures;
import dev.bantam.model.Models;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in one batch that want different adapters are each answered as if alone. */
class AdapterMixTest {
  /** Long enough to be worth finding again. */
  private static final int[] PROMPT = IntStream.range(0, 50).map(i -> (i * 37 + 5) % 97).toArray();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama-tied", "granitemoe"})
  void answersTogetherAsAModelOpenedWithEachMix(String name) throws Exception {
    Path model = Goldens.path("arch", name, "model.gguf");
    List<Path> files = List.of(adapter(model, "a", 1), adapter(model, "b", 2));
    float[][] mixes = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0.5f, -0.25f}, {0, 2}};
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 2 * mixes.length; i++) { // twice, so that prefixes are found again
      float[] mix = mixes[i % mixes.length];
      requests.add(
          request(List.of(new AdapterScale("a.gguf", mix[0]), new AdapterScale("b.gguf", mix[1]))));
    }
    List<Answer> together;
    try (Generator generator = open(model, files, 0, 0)) {
      together = generator.generateAll(requests).stream().map(Outcome::orThrow).toList();
      assertThat(generator.generate(request(List.of())).tokens())
          .as("as it was opened")
          .containsExactly(together.getFirst().tokens());
    }
    for (int i = 0; i < requests.size(); i++) {
      float[] mix = mixes[i % mixes.length];
      try (Generator alone = open(model, files, mix[0], mix[1])) {
        Answer answer = alone.generate(request(List.of()));
        assertThat(together.get(i).tokens()).as("request " + i).containsExactly(answer.tokens());
        assertThat(together.get(i).events()).isEqualTo(answer.events());
      }
    }
    assertThat(together.stream().map(answer -> answer.events().getFirst().logprob()).distinct())
        .hasSize(mixes.length);
  }

  @Test
  void refusesAnAdapterThatThereIsNot() throws Exception {
    Path model = Goldens.path("arch", "llama-tied", "model.gguf");
    try (Generator generator = open(model, List.of(), 0, 0)) {
      assertThatThrownBy(() -> generator.generate(request(List.of(new AdapterScale("legal", 1)))))
          .hasMessage("adapters: there is none called 'legal'; this model has none");
    }
  }

  private static Generator open(Path model, List<Path> adapters, float... weights)
      throws IOException {
    List<AdapterFile> files = new ArrayList<>();
    for (Path adapter : adapters) {
      files.add(new AdapterFile(adapter, weights[files.size()]));
    }
    Generator.Options options = Generator.Options.DEFAULT.withParallel(8).withAdapters(files);
    return Generator.open(model, options);
  }

  private static Request request(List<AdapterScale> adapters) {
    return Request.builder(Prompt.tokens(PROMPT))
        .maxTokens(12)
        .ignoreEnd(true)
        .sampling(SamplingOptions.GREEDY)
        .logprobs(2)
        .adapters(adapters)
        .build();
  }

  /** Random factors for all linear layers. */
  private Path adapter(Path model, String name, long seed) throws IOException {
    Path file = folder.resolve(name + ".gguf");
    Random random = new Random(seed);
    try (ModelFile base = Models.open(model)) {
      Map<String, Adapter.Change> changes = new TreeMap<>();
      for (String weight : Architectures.linearWeights(base)) {
        Tensor tensor = base.tensors().get(weight);
        if (!weight.equals("token_embd.weight")) {
          long experts = tensor.shape().length == 3 ? tensor.shape()[0] : 1;
          changes.put(
              weight,
              new Adapter.Change(
                  factor(random, experts * 2, tensor.columns(), experts),
                  factor(random, tensor.rows(), 2, experts),
                  1,
                  null,
                  0));
        }
      }
      Adapters.writeGguf(file, new Adapter(name, changes), base);
    }
    return file;
  }

  private static Tensor factor(Random random, long rows, long columns, long matrices) {
    float[] values = new float[(int) (rows * columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 * random.nextGaussian() / Math.sqrt((double) columns));
    }
    long[] shape =
        matrices == 1
            ? new long[] {rows, columns}
            : new long[] {matrices, rows / matrices, columns};
    return new Tensor(
        "factor",
        DType.F32,
        shape,
        Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT_UNALIGNED, values));
  }
}
