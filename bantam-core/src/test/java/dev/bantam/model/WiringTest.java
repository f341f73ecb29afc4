package dev.bantam.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files that are well-formed GGUF and yet no model: each is refused with the reason. */
class WiringTest {
  /** A file with other metadata or tensors. */
  private record Changed(ModelFile file, Metadata metadata, Map<String, Tensor> tensors)
      implements ModelFile {
    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static ModelFile with(ModelFile file, String key, @Nullable Object value) {
    Map<String, Object> all = new LinkedHashMap<>(file.metadata().values());
    if (value == null) {
      all.remove(key);
    } else {
      all.put(key, value);
    }
    return new Changed(file, file.metadata().with(all), file.tensors());
  }

  private static ModelFile without(ModelFile file, String tensor) {
    Map<String, Tensor> rest = new LinkedHashMap<>(file.tensors());
    rest.remove(tensor);
    return new Changed(file, file.metadata(), rest);
  }

  private static Path anyModel() throws IOException {
    return Goldens.cases("arch").stream()
        .map(dir -> dir.resolve("model.gguf"))
        .filter(file -> file.toString().contains("llama"))
        .findFirst()
        .orElseThrow();
  }

  @TestFactory
  Stream<DynamicTest> wrongSettings() {
    return Stream.of(
            new Object[] {"general.architecture", "no-such-thing"},
            new Object[] {"general.architecture", null},
            new Object[] {"llama.block_count", 0L},
            new Object[] {"llama.block_count", 1L << 31},
            new Object[] {"llama.block_count", 4_000L},
            new Object[] {"llama.embedding_length", 0L},
            new Object[] {"llama.embedding_length", 63L},
            new Object[] {"llama.attention.head_count", 0L},
            new Object[] {"llama.attention.head_count", 3L},
            new Object[] {"llama.attention.head_count_kv", 3L},
            new Object[] {"llama.attention.head_count_kv", 0L},
            new Object[] {"llama.attention.head_count_kv", -1L},
            new Object[] {"llama.attention.layer_norm_rms_epsilon", Double.NaN},
            new Object[] {"llama.attention.layer_norm_rms_epsilon", "small"},
            new Object[] {"llama.feed_forward_length", 111L},
            new Object[] {"llama.rope.dimension_count", 1L << 20},
            new Object[] {"llama.rope.dimension_count", 7L},
            new Object[] {"tokenizer.ggml.tokens", new String[1_000]})
        .map(
            change ->
                dynamicTest(
                    change[0] + " = " + change[1],
                    () -> {
                      try (ModelFile file = Gguf.open(anyModel())) {
                        assertThatThrownBy(
                                () ->
                                    Architectures.wire(
                                        with(file, (String) change[0], change[1]), 0))
                            .isInstanceOf(MalformedFileException.class)
                            .hasMessageContaining(file.path().toString());
                      }
                    }));
  }

  @Test
  void missingTensor() throws IOException {
    try (ModelFile file = Gguf.open(anyModel())) {
      for (String name : file.tensors().keySet()) {
        if (name.equals("output.weight") || name.endsWith(".bias")) {
          continue; // the embedding takes its place; biases are taken where they are
        }
        assertThatThrownBy(() -> Architectures.wire(without(file, name), 0))
            .as(name)
            .isInstanceOf(MalformedFileException.class);
      }
    }
  }
}
