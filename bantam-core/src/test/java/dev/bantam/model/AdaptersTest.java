package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.Goldens;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.format.Safetensors;
import dev.bantam.kernel.Kernel;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.model.adapter.Adapter.Change;
import dev.bantam.model.adapter.Fingerprint;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2"})
  void writesWhatPeftWrote(String name) throws Exception {
    Path golden = Goldens.path("train", name);
    try (ModelFile base = Models.open(golden.resolve("model"))) {
      Adapter adapter = Adapters.open(golden.resolve("lora"), base);
      assertThat(adapter.changes()).hasSize(4);
      Adapters.writePeft(folder, adapter, base, "../model");
      try (Safetensors before = Safetensors.open(golden.resolve("lora/adapter_model.safetensors"));
          Safetensors after = Safetensors.open(folder.resolve("adapter_model.safetensors"))) {
        assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
        for (Tensor t : before.tensors().values()) {
          Tensor own = Objects.requireNonNull(after.tensors().get(t.name()));
          assertThat(own.data().mismatch(t.data())).as(t.toString()).isEqualTo(-1);
        }
      }
      Map<String, Object> config = Json.readObject(folder.resolve("adapter_config.json"));
      Json.readObject(golden.resolve("lora/adapter_config.json"))
          .forEach(
              (key, value) ->
                  assertThat(config.get(key))
                      .as(key)
                      .isEqualTo(value instanceof Number n ? number(config.get(key), n) : value));
    }
  }

  private static Object number(Object like, Number n) {
    return like instanceof Long ? (Object) n.longValue() : (Object) n.doubleValue();
  }

  @Test
  void keepsDifferentRanksScalesAndMagnitudes() throws Exception {
    try (ModelFile base = Models.open(Goldens.path("train", "llama").resolve("model"))) {
      Map<String, Change> changes = new HashMap<>();
      changes.put("blk.0.attn_q.weight", change(2, 32, 32, 4f, 32));
      changes.put("blk.1.attn_q.weight", change(3, 32, 32, 1.5f, 32));
      changes.put("blk.1.ffn_down.weight", change(2, 32, 56, 1 / 3f, 32));
      Adapter adapter = new Adapter("random", Fingerprint.of(base), changes);
      Adapters.writePeft(folder, adapter, base, "base");
      Map<String, Object> config = Json.readObject(folder.resolve("adapter_config.json"));
      assertThat(config.get("target_modules"))
          .isEqualTo(List.of("model.layers.1.mlp.down_proj", "q_proj"));
      Adapter read = Adapters.open(folder, base);
      assertThat(read.base()).isEqualTo(adapter.base());
      assertThat(read.changes().keySet()).isEqualTo(changes.keySet());
      read.changes()
          .forEach(
              (weight, c) -> {
                Change own = Objects.requireNonNull(changes.get(weight));
                assertThat(c.scale()).isEqualTo(own.scale());
                assertThat(values(c.a())).containsExactly(values(own.a()));
                assertThat(values(c.b())).containsExactly(values(own.b()));
                assertThat(values(Objects.requireNonNull(c.magnitude())))
                    .containsExactly(values(Objects.requireNonNull(own.magnitude())));
              });
      assertThatThrownBy(() -> Adapters.writeGguf(folder.resolve("a.gguf"), adapter, base))
          .hasMessageContaining("DoRA");
    }
  }

  @Test
  void foldsScalesThatGgufHasNoPlaceForIntoB() throws Exception {
    try (ModelFile base = Models.open(Goldens.path("train", "llama").resolve("model"))) {
      Adapter adapter =
          new Adapter(
              "random",
              Fingerprint.of(base),
              Map.of(
                  "blk.0.attn_k.weight", change(2, 16, 32, 4f, 0),
                  "blk.1.attn_q.weight", change(3, 32, 32, 1.5f, 0)));
      Path file = folder.resolve("a.gguf");
      Adapters.writeGguf(file, adapter, base);
      Adapter read = Adapters.open(file, base);
      assertThat(read.base()).isEqualTo(adapter.base());
      for (String weight : adapter.changes().keySet()) {
        Change own = Objects.requireNonNull(adapter.changes().get(weight));
        Change back = Objects.requireNonNull(read.changes().get(weight));
        float[] b = values(own.b());
        float[] scaled = values(back.b());
        for (int i = 0; i < b.length; i++) {
          assertThat(scaled[i] * back.scale()).isCloseTo(b[i] * own.scale(), within(1e-5f));
        }
      }
    }
  }

  /** Granite's halves of one module, each with factors of its own. */
  @Test
  void joinsFactorsOfPartsOfAModule() throws Exception {
    try (ModelFile base = Models.open(Goldens.path("hf", "granitehybrid"))) {
      Adapter adapter =
          new Adapter(
              "random",
              Map.of(
                  "blk.0.ffn_gate.weight", change(2, 96, 64, 4f, 0),
                  "blk.0.ffn_up.weight", change(3, 96, 64, 1.5f, 0)));
      Adapters.writePeft(folder, adapter, base, "base");
      Adapter read = Adapters.open(folder, base);
      for (String weight : adapter.changes().keySet()) {
        Change own = Objects.requireNonNull(adapter.changes().get(weight));
        Change back = Objects.requireNonNull(read.changes().get(weight));
        assertThat(back.rank()).isEqualTo(5);
        assertThat(Goldens.difference(product(back), product(own))).isLessThan(1e-5);
      }
    }
  }

  @Test
  void saysWhyAnAdapterDoesNotFit() throws Exception {
    Path golden = Goldens.path("train", "llama");
    try (ModelFile base = Models.open(golden.resolve("model"));
        ModelFile other = Models.open(Goldens.path("hf", "llama-gqa"));
        ModelFile gpt2 = Models.open(Goldens.path("hf", "gpt2"))) {
      assertThatThrownBy(() -> Adapters.open(golden.resolve("lora"), other))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("q_proj")
          .hasMessageContaining("96 rows");
      assertThatThrownBy(() -> Adapters.open(golden.resolve("lora"), gpt2))
          .hasMessageContaining("'layers.0.self_attn.q_proj'")
          .hasMessageContaining("gpt2");
      Path file = folder.resolve("a.gguf");
      Adapters.writeGguf(file, Adapters.open(golden.resolve("lora"), base), base);
      assertThatThrownBy(() -> Adapters.open(file, gpt2)).hasMessageContaining("'llama'");
      assertThatThrownBy(() -> Adapters.open(file, other))
          .hasMessageContaining("blk.0.attn_q.weight")
          .hasMessageContaining("[96, 64]")
          .hasMessageContaining("B [32, 4]");
      assertThatThrownBy(() -> Adapters.open(golden.resolve("model"), base))
          .hasMessageContaining("no adapter_config.json");
      config("{\"peft_type\":\"IA3\"}");
      assertThatThrownBy(() -> Adapters.open(folder, base)).hasMessageContaining("IA3");
      config("{\"peft_type\":\"LORA\",\"lora_alpha\":8,\"modules_to_save\":[\"lm_head\"]}");
      assertThatThrownBy(() -> Adapters.open(folder, base)).hasMessageContaining("modules_to_save");
      Adapter wrong = new Adapter("x", Map.of("output_norm.weight", change(2, 32, 1, 1, 0)));
      assertThatThrownBy(() -> Adapters.writePeft(folder, wrong, base, ""))
          .hasMessageContaining("output_norm.weight");
    }
  }

  private void config(String json) throws Exception {
    Files.writeString(folder.resolve("adapter_config.json"), json);
    Files.copy(
        Goldens.path("train", "llama", "lora", "adapter_model.safetensors"),
        folder.resolve("adapter_model.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static Change change(int rank, int out, int in, float scale, int magnitudes) {
    Random random = new Random(rank * 31L + out);
    return new Change(
        tensor(random, rank, in),
        tensor(random, out, rank),
        scale,
        magnitudes == 0 ? null : tensor(random, magnitudes),
        0.05f);
  }

  private static Tensor tensor(Random random, long... shape) {
    int n = 1;
    for (long size : shape) {
      n *= (int) size;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    MemorySegment data = Arena.ofAuto().allocate(4L * n, 64);
    data.copyFrom(MemorySegment.ofArray(values));
    return new Tensor("t", DType.F32, shape, data);
  }

  /** scale B A. */
  private static float[] product(Change change) {
    float[] a = values(change.a());
    float[] b = values(change.b());
    int columns = change.a().columns();
    float[] out = new float[change.b().rows() * columns];
    for (int i = 0; i < out.length; i++) {
      for (int r = 0; r < change.rank(); r++) {
        out[i] +=
            change.scale() * b[i / columns * change.rank() + r] * a[r * columns + i % columns];
      }
    }
    return out;
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.size()];
    Kernel.of(tensor.type()).decode(tensor.data(), 0, values, 0, values.length);
    return values;
  }
}
