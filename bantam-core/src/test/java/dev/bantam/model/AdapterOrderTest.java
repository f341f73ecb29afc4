package dev.bantam.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.Goldens;
import dev.bantam.format.Json;
import dev.bantam.format.Lineage;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.format.Safetensors;
import dev.bantam.format.SafetensorsWriter;
import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Kernel;
import dev.bantam.kernel.Team;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.model.huggingface.Origins;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random adapters of every kind of Hugging Face folder: what they add there, by the definition (W +
 * s B A), is what they add to the weights in GGUF's order.
 */
class AdapterOrderTest {
  private static final long SEED = 4711;
  private static final int RANK = 3;
  private static final double ALPHA = 6;

  @TempDir Path temp;

  @TestFactory
  Stream<DynamicTest> folders() throws IOException {
    return Goldens.cases("hf").stream()
        .map(dir -> dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  private void check(Path dir) throws IOException {
    Path name = dir.getFileName();
    Path peft = Files.createDirectories(temp.resolve("peft").resolve(name));
    Path merged = Files.createDirectories(temp.resolve("merged").resolve(name));
    try (ModelFile base = Models.open(dir)) {
      Origins origins = Adapters.origins(base);
      assertThat(origins.modules()).as("linear modules").isNotEmpty();
      writeRandom(dir, origins, peft, merged);
      Adapter adapter = Adapters.open(peft, base);
      assertThat(adapter.changes().keySet()).isEqualTo(origins.weights().keySet());
      try (ModelFile expected = Models.open(merged)) {
        compare(base, adapter, expected);
        merges(base, adapter, expected);
      }
      roundTrips(base, adapter, peft, name);

      // The same model without its folder: as a GGUF file would be.
      ModelFile plain = new Plain(base);
      compareOrigins(Adapters.origins(plain), origins);
      Adapter again = Adapters.open(peft, plain);
      again.changes().forEach((weight, c) -> same(c, adapter.changes().get(weight)));
    }
    Path gguf = dir.resolveSibling("../arch").resolve(name).resolve("model.gguf").normalize();
    if (Files.exists(gguf)) {
      try (ModelFile base = Models.open(dir);
          ModelFile file = Models.open(gguf)) {
        compareOrigins(Adapters.origins(file), Adapters.origins(base));
      }
    }
  }

  private static void compareOrigins(Origins actual, Origins expected) {
    assertThat(actual.modules()).isEqualTo(expected.modules());
    assertThat(actual.weights().keySet()).isEqualTo(expected.weights().keySet());
    assertThat(actual.transposed()).isEqualTo(expected.transposed());
    expected
        .weights()
        .forEach(
            (weight, all) -> {
              for (int m = 0; m < all.size(); m++) {
                Origins.Origin one = actual.weights().get(weight).get(m);
                assertThat(one.module()).isEqualTo(all.get(m).module());
                assertThat(one.rows()).isEqualTo(all.get(m).rows());
              }
            });
  }

  /** Writes factors for every linear module, and the folder with what they add. */
  private static void writeRandom(Path dir, Origins origins, Path peft, Path merged)
      throws IOException {
    Random random = new Random(SEED);
    List<TensorSource> factors = new ArrayList<>();
    List<TensorSource> all = new ArrayList<>();
    Map<String, String> modules = new TreeMap<>();
    origins.modules().keySet().forEach(m -> modules.put(Origins.plain(m) + ".weight", m));
    try (Safetensors file = Safetensors.open(dir)) {
      for (Tensor weight : file.tensors().values()) {
        String module = modules.remove(Origins.plain(weight.name()));
        if (module == null) {
          all.add(TensorSource.of(weight));
          continue;
        }
        boolean transposed = origins.transposed() && !module.equals("lm_head");
        int in = (int) weight.shape()[transposed ? 0 : 1];
        int out = (int) weight.shape()[transposed ? 1 : 0];
        float[] a = random(random, RANK * in);
        float[] b = random(random, out * RANK);
        String name = "base_model.model." + module;
        factors.add(TensorSource.of(tensor(name + ".lora_A.weight", a, RANK, in)));
        factors.add(TensorSource.of(tensor(name + ".lora_B.weight", b, out, RANK)));
        float[] values = values(weight);
        for (int o = 0; o < out; o++) {
          for (int i = 0; i < in; i++) {
            double sum = 0;
            for (int r = 0; r < RANK; r++) {
              sum += (double) b[o * RANK + r] * a[r * in + i];
            }
            values[transposed ? i * out + o : o * in + i] += (float) (ALPHA / RANK * sum);
          }
        }
        all.add(TensorSource.of(tensor(weight.name(), values, weight.shape())));
      }
      assertThat(modules).as("modules without a tensor").isEmpty();
      SafetensorsWriter.write(peft.resolve("adapter_model.safetensors"), Map.of(), factors);
      SafetensorsWriter.write(merged.resolve("model.safetensors"), Map.of(), all);
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("peft_type", "LORA");
    config.put("r", RANK);
    config.put("lora_alpha", ALPHA);
    Files.write(peft.resolve("adapter_config.json"), Json.write(config).getBytes(UTF_8));
    Files.copy(dir.resolve("config.json"), merged.resolve("config.json"));
  }

  private static void compare(ModelFile base, Adapter adapter, ModelFile expected) {
    for (Tensor weight : base.tensors().values()) {
      float[] values = values(weight);
      Adapter.Change change = adapter.changes().get(weight.name());
      if (change != null) {
        add(weight, change, values);
      }
      assertThat(Goldens.difference(values, values(expected.tensors().get(weight.name()))))
          .as(weight + ", seed " + SEED)
          .isLessThanOrEqualTo(1e-5);
    }
  }

  private void merges(ModelFile base, Adapter adapter, ModelFile expected) throws IOException {
    Path name = base.path().getFileName();
    Path folder = Files.createDirectories(temp.resolve("folder").resolve(name));
    Path gguf = temp.resolve(name + "-merged.gguf");
    try (Team team = new Team(2)) {
      Merge merge = new Merge(base, List.of(adapter), team);
      merge.writeFolder(folder, Lineage.NONE, (i, n, tensor, type) -> {});
      merge.writeGguf(gguf, base.metadata(), null, Lineage.NONE, (i, n, tensor, type) -> {});
    }
    for (Path path : List.of(folder, gguf)) {
      try (ModelFile merged = Models.open(path)) {
        assertThat(merged.tensors().keySet()).isEqualTo(expected.tensors().keySet());
        for (Tensor tensor : merged.tensors().values()) {
          double tolerance = base.tensors().get(tensor.name()).type() == DType.F32 ? 1e-5 : 1e-2;
          assertThat(
                  Goldens.difference(values(tensor), values(expected.tensors().get(tensor.name()))))
              .as(path + ": " + tensor)
              .isLessThanOrEqualTo(tolerance);
        }
      }
    }
  }

  /** Adds scale B A, matrix by matrix. */
  private static void add(Tensor weight, Adapter.Change change, float[] values) {
    int columns = weight.columns();
    int matrices = weight.shape().length == 3 ? (int) weight.shape()[0] : 1;
    int rows = weight.rows() / matrices;
    float[] a = values(change.a());
    float[] b = values(change.b());
    for (int row = 0; row < weight.rows(); row++) {
      for (int i = 0; i < columns; i++) {
        double sum = 0;
        for (int r = 0; r < RANK; r++) {
          sum += (double) b[row * RANK + r] * a[(row / rows * RANK + r) * columns + i];
        }
        values[row * columns + i] += (float) (change.scale() * sum);
      }
    }
  }

  private void roundTrips(ModelFile base, Adapter adapter, Path peft, Path name)
      throws IOException {
    Path again = Files.createDirectories(temp.resolve("again").resolve(name));
    Adapters.writePeft(again, adapter, base, "base");
    try (Safetensors before = Safetensors.open(peft.resolve("adapter_model.safetensors"));
        Safetensors after = Safetensors.open(again.resolve("adapter_model.safetensors"))) {
      assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
      for (Tensor tensor : before.tensors().values()) {
        assertThat(values(after.tensors().get(tensor.name())))
            .as(tensor.toString())
            .containsExactly(values(tensor));
      }
    }
    Map<String, Object> config = Json.readObject(again.resolve("adapter_config.json"));
    assertThat(config).containsEntry("r", (long) RANK).containsEntry("lora_alpha", (long) ALPHA);
    Path gguf = temp.resolve(name + ".gguf");
    Adapters.writeGguf(gguf, adapter, base);
    Adapter read = Adapters.open(gguf, base);
    assertThat(read.changes().keySet()).isEqualTo(adapter.changes().keySet());
    read.changes().forEach((weight, c) -> same(c, adapter.changes().get(weight)));
  }

  private static void same(Adapter.Change actual, Adapter.Change expected) {
    assertThat(actual.scale()).isEqualTo(expected.scale());
    assertThat(actual.a().shape()).isEqualTo(expected.a().shape());
    assertThat(actual.b().shape()).isEqualTo(expected.b().shape());
    assertThat(actual.a().data().mismatch(expected.a().data())).isEqualTo(-1);
    assertThat(actual.b().data().mismatch(expected.b().data())).isEqualTo(-1);
  }

  private static float[] random(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian() / 8;
    }
    return values;
  }

  private static Tensor tensor(String name, float[] values, long... shape) {
    MemorySegment data = Arena.ofAuto().allocate(values.length * 4L, 64);
    data.copyFrom(MemorySegment.ofArray(values));
    return new Tensor(name, DType.F32, shape, data);
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.size()];
    Kernel.of(tensor.type()).decode(tensor.data(), 0, values, 0, values.length);
    return values;
  }

  /** A model's metadata and tensors, and nothing of the folder they are from. */
  private record Plain(Path path, Metadata metadata, Map<String, Tensor> tensors)
      implements ModelFile {
    Plain(ModelFile file) {
      this(file.path(), file.metadata(), file.tensors());
    }

    @Override
    public void close() {}
  }
}
