package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.format.Hostile;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Team;
import dev.bantam.layer.Batch;
import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sound files with metadata or tensors that do not fit together: each runs, or is refused. */
class HostileMetadataTest {
  private static final List<Object> VALUES =
      List.of(
          0L,
          -1L,
          3L,
          1000L,
          (1L << 31) - 1,
          1L << 31,
          Long.MAX_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          -1e30,
          "none",
          true,
          new int[0],
          new int[] {-1, 1 << 30},
          new boolean[0],
          new float[0]);

  private static final Team TEAM = new Team(1);

  @AfterAll
  static void close() {
    TEAM.close();
  }

  private record Changed(ModelFile file, Metadata metadata, Map<String, Tensor> tensors)
      implements ModelFile {
    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public void close() {}
  }

  @TestFactory
  Stream<DynamicTest> eachModel() throws IOException {
    return Goldens.cases("arch").stream()
        .map(dir -> dynamicTest(dir.getFileName().toString(), () -> check(dir)));
  }

  /** What no model can have, whatever its architecture makes of the rest. */
  @Test
  void impossibleSizesAreRefused() throws IOException {
    for (Path dir : Goldens.cases("arch")) {
      try (ModelFile file = Gguf.open(dir.resolve("model.gguf"))) {
        String prefix = file.metadata().string("general.architecture") + ".";
        assertRefused(file, prefix + "block_count", 1L << 31);
        Map<String, Object> noNorm = new LinkedHashMap<>(file.metadata().values());
        noNorm.replaceAll((key, value) -> key.endsWith("_epsilon") ? Double.NaN : value);
        assertRefused(changed(file, noNorm), dir + ": eps = NaN");
        if (file.metadata().get(prefix + "attention.head_count") instanceof Long heads
            && heads > 0) {
          assertRefused(file, prefix + "attention.head_count", 0L);
          assertRefused(file, prefix + "attention.head_count", 5L);
        }
      }
    }
  }

  private static void assertRefused(ModelFile file, String key, Object value) {
    assertRefused(with(file, key, value), file.path() + ": " + key + " = " + value);
  }

  private static void assertRefused(ModelFile file, String what) {
    assertThat(Hostile.refusal(() -> Architectures.wire(file, 0), what)).as(what).isNotNull();
  }

  private static void check(Path dir) throws IOException {
    try (ModelFile file = Gguf.open(dir.resolve("model.gguf"))) {
      String prefix = file.metadata().string("general.architecture") + ".";
      List<String> faults = new ArrayList<>();
      for (String key : file.metadata().values().keySet()) {
        if (key.startsWith(prefix)) {
          for (Object value : VALUES) {
            attempt(with(file, key, value), key + " = " + value, faults);
          }
          attempt(with(file, key, null), key + " left out", faults);
        }
      }
      for (String name : file.tensors().keySet()) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
        tensors.remove(name);
        attempt(new Changed(file, file.metadata(), tensors), name + " left out", faults);
        Tensor tensor = file.tensors().get(name);
        if (tensor.columns() % 2 == 0) {
          tensors.put(name, halved(tensor));
          attempt(new Changed(file, file.metadata(), tensors), name + " halved", faults);
        }
      }
      assertThat(faults).as("%s", dir).isEmpty();
    }
  }

  /** The tensor's bytes as twice as many rows of half the length. */
  private static Tensor halved(Tensor tensor) {
    long[] shape = {2L * tensor.rows(), tensor.columns() / 2};
    return new Tensor(tensor.name(), tensor.type(), shape, tensor.data());
  }

  private static ModelFile with(ModelFile file, String key, @Nullable Object value) {
    Map<String, Object> values = new LinkedHashMap<>(file.metadata().values());
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
    return changed(file, values);
  }

  private static ModelFile changed(ModelFile file, Map<String, Object> values) {
    return new Changed(file, file.metadata().with(values), file.tensors());
  }

  private static void attempt(ModelFile file, String what, List<String> faults) {
    try {
      Hostile.refusal(() -> run(Architectures.wire(file, 0)), what);
    } catch (AssertionError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Optional<StackTraceElement> place =
          Arrays.stream(cause.getStackTrace())
              .filter(frame -> frame.getClassName().startsWith("dev.bantam"))
              .findFirst();
      faults.add(what + ": " + cause + place.map(at -> " at " + at).orElse(""));
    }
  }

  /** What was wired must also run. */
  private static void run(Model model) {
    if (model instanceof EncoderDecoder) {
      return;
    }
    BatchMemory memory = new BatchMemory(model.facts().memory());
    Pass pass = new Pass(Batch.of(0, 0, 1, 2, 3), memory, TEAM, new Pass.Scratch(), null);
    Rows hidden = model.hidden(pass);
    if (model.facts().vocabulary() > 0) {
      model.logits(hidden, pass);
    }
  }
}
