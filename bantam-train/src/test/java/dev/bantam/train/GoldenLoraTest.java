package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.bantam.Goldens;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Kernel;
import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.Parameter;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Tape;
import dev.bantam.model.Adapters;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.Tensor;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.EncodedPair;
import dev.bantam.train.data.MicroBatch;
import dev.bantam.train.optimise.AdamW;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** LoRA and DPO against PEFT and PyTorch: {@code train/KIND/lora} of the reference results. */
class GoldenLoraTest {
  private static final double LOSS = 1e-5;
  private static final double GRADIENT = 1e-4;

  static List<Named<Path>> cases() throws IOException {
    return Goldens.cases("train").stream()
        .filter(path -> Files.isDirectory(path.resolve("lora")))
        .map(path -> Named.of(path.getFileName().toString(), path))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndGradientsOfBothFactors(Path path, @TempDir Path temp) throws IOException {
    Map<String, Object> golden = Goldens.json(path.resolve("golden.json"));
    List<Encoded> batch =
        GoldenTrainingTest.batch(((List<?>) golden.get("batches")).getFirst(), null);
    for (boolean recompute : new boolean[] {false, true}) {
      try (Trainable model = open(path, recompute, "adapter_model.safetensors", temp)) {
        Loss loss = new LanguageModelling(model, Arrays::toString).accumulate(batch, 1.0 / 30, 0);
        Object expected = ((Map<?, ?>) golden.get("lora")).get("loss");
        assertThat(loss.mean()).isCloseTo(real(expected), within(LOSS));
        checkGradients(model, path, "grads.safetensors", temp);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tenStepsFromNoChange(Path path, @TempDir Path temp) throws IOException {
    Map<String, Object> golden = Goldens.json(path.resolve("golden.json"));
    List<Encoded> batch =
        GoldenTrainingTest.batch(((List<?>) golden.get("batches")).getFirst(), null);
    Map<?, ?> run =
        (Map<?, ?>) ((Map<?, ?>) golden.get("lora")).get("adamw_from_B_zero_same_batch");
    List<?> expected = (List<?>) run.get("losses_before_each_step");
    try (Trainable model = open(path, false, "adapter_model.safetensors", temp);
        Arena arena = Arena.ofShared()) {
      model.parameters().all().stream()
          .filter(p -> p.name().endsWith(".lora_b"))
          .forEach(p -> p.set(new float[p.size()]));
      AdamW.Options options = new AdamW.Options(0.9, 0.95, 1e-8, 0.1, p -> true);
      AdamW adamw = new AdamW(model.parameters().all(), options, arena, model.team());
      LanguageModelling method = new LanguageModelling(model, Arrays::toString);
      for (int step = 0; step < 10; step++) {
        assertThat(method.accumulate(batch, 1.0 / 30, 0).mean())
            .isCloseTo(real(expected.get(step)), within(LOSS));
        adamw.step(step + 1, 1e-3, 1);
        model.parameters().clearGradients();
      }
      Map<String, float[]> after =
          read(path, "adapter_after_10_steps_from_B_zero.safetensors", model.file(), temp);
      assertAll(
          model.parameters().all().stream()
              .map(p -> () -> isNear(p.name(), p.values(), after.get(p.name()), GRADIENT)));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void preferenceForTheBetterAnswer(Path path, @TempDir Path temp) throws IOException {
    Map<?, ?> dpo = (Map<?, ?>) Goldens.json(path.resolve("golden.json")).get("dpo");
    int[] prompt = Goldens.ints(dpo.get("prompt"));
    EncodedPair pair =
        new EncodedPair(
            answer(prompt, Goldens.ints(dpo.get("chosen"))),
            answer(prompt, Goldens.ints(dpo.get("rejected"))));
    PairObjective objective = new PairObjective.Dpo(real(dpo.get("beta")));
    try (Trainable model = open(path, false, "adapter_model.safetensors", temp)) {
      PreferenceTuning method = new PreferenceTuning(model, objective, Arrays::toString);
      Loss loss = method.evaluate(List.of(pair));
      assertThat(loss.sum()).isCloseTo(real(dpo.get("loss")), within(LOSS));
      double margin = real(dpo.get("reward_chosen")) - real(dpo.get("reward_rejected"));
      assertThat(loss.extra().get("margin")).isCloseTo(margin, within(LOSS));
      assertThat(method.accumulate(List.of(pair), 1, 0)).isEqualTo(loss);
      checkGradients(model, path, "dpo_grads_lora.safetensors", temp);
    }
  }

  /** The same loss, taken back to the weights under the adapter. */
  @ParameterizedTest
  @MethodSource("cases")
  void preferenceTakenBackToTheBase(Path path, @TempDir Path temp) throws IOException {
    Map<?, ?> dpo = (Map<?, ?>) Goldens.json(path.resolve("golden.json")).get("dpo");
    int[] prompt = Goldens.ints(dpo.get("prompt"));
    MicroBatch batch =
        MicroBatch.of(
            List.of(
                answer(prompt, Goldens.ints(dpo.get("chosen"))),
                answer(prompt, Goldens.ints(dpo.get("rejected")))));
    double margin = real(dpo.get("reward_chosen")) - real(dpo.get("reward_rejected"));
    double slope = real(dpo.get("beta")) / (1 + Math.exp(margin));
    float[] scales = new float[batch.targets().length];
    for (int r = 0; r < scales.length; r++) {
      scales[r] = (float) (batch.batch().sequences()[r] == 0 ? slope : -slope);
    }
    Trainable.Options all = new Trainable.Options(new Selection.All(), 2, 0, false, 1);
    try (Trainable base = Trainable.open(path.resolve("model"), all);
        ModelFile expected =
            GoldenTrainingTest.as(path, "lora/dpo_grads_base_weights.safetensors", temp)) {
      Adapter adapter = Adapters.open(path.resolve("lora"), base.file());
      Model model = Architectures.wire(base.changed(), 0, List.of(adapter), base.parameters());
      Tape tape = new Tape(base.parameters(), 0, false, new Pass.Scratch());
      Pass pass =
          new Pass(
              batch.batch(),
              new BatchMemory(model.facts().memory()),
              base.team(),
              new Pass.Scratch(),
              null,
              tape);
      new TokenLosses(model).learn(model.hidden(pass), batch.targets(), scales, pass, tape);
      tape.backward();
      assertAll(
          base.parameters().all().stream()
              .map(
                  p ->
                      () ->
                          isNear(
                              p.name(),
                              p.gradient(),
                              decoded(expected.tensors().get(p.name())),
                              GRADIENT)));
    }
  }

  private static Encoded answer(int[] prompt, int[] answer) {
    int[] tokens = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, tokens, prompt.length, answer.length);
    boolean[] trained = new boolean[tokens.length];
    Arrays.fill(trained, prompt.length, trained.length, true);
    return new Encoded(tokens, trained);
  }

  private static void checkGradients(Trainable model, Path path, String file, Path temp)
      throws IOException {
    Map<String, float[]> expected = read(path, file, model.file(), temp);
    assertThat(model.parameters().all()).hasSameSizeAs(expected.keySet());
    assertAll(
        model.parameters().all().stream()
            .map(p -> () -> isNear(p.name(), p.gradient(), expected.get(p.name()), GRADIENT)));
  }

  private static void isNear(String name, float[] actual, float[] expected, double relative) {
    double largest = 1e-3;
    for (float v : expected) {
      largest = Math.max(largest, Math.abs(v));
    }
    assertThat(Goldens.difference(actual, expected))
        .as(name)
        .isLessThanOrEqualTo(relative * largest);
  }

  /** The model of a case with an adapter of PEFT's in training. */
  private static Trainable open(Path path, boolean recompute, String weights, Path temp)
      throws IOException {
    Selection selection = new Selection.LowRank(4, 8, 0, List.of("q_proj", "v_proj"), false, false);
    Trainable model =
        Trainable.open(path.resolve("model"), new Trainable.Options(selection, 2, 0, recompute, 1));
    Map<String, float[]> values = read(path, weights, model.file(), temp);
    for (Parameter parameter : model.parameters().all()) {
      parameter.set(values.get(parameter.name()));
    }
    model.parameters().refresh();
    return model;
  }

  /** A file of factors by the names that parameters have, in GGUF's order of rows. */
  private static Map<String, float[]> read(Path path, String file, ModelFile base, Path temp)
      throws IOException {
    Path folder = Files.createTempDirectory(temp, "peft");
    Files.copy(path.resolve("lora/adapter_config.json"), folder.resolve("adapter_config.json"));
    Files.copy(path.resolve("lora").resolve(file), folder.resolve("adapter_model.safetensors"));
    Adapter adapter = Adapters.open(folder, base);
    Map<String, float[]> values = new TreeMap<>();
    adapter
        .changes()
        .forEach(
            (weight, change) -> {
              values.put(weight + ".lora_a", decoded(change.a()));
              values.put(weight + ".lora_b", decoded(change.b()));
            });
    return values;
  }

  private static float[] decoded(Tensor tensor) {
    float[] values = new float[(int) tensor.size()];
    Kernel.of(tensor.type()).decode(tensor.data(), 0, values, 0, values.length);
    return values;
  }

  private static double real(Object number) {
    return ((Number) number).doubleValue();
  }
}
