package dev.bantam.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.Goldens;
import dev.bantam.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GgufTest {
  @Test
  void everyGoldenModelOpens() throws Exception {
    for (Path file : goldenModels()) {
      try (Gguf model = Gguf.open(file)) {
        assertThat(model.metadata().string("general.architecture")).as("%s", file).isNotEmpty();
        for (Tensor tensor : model.tensors().values()) {
          assertThat(tensor.data().isMapped()).as("%s %s", file, tensor).isTrue();
        }
      }
    }
  }

  @Test
  void aCopyOfAGoldenModelHasTheSameBytes(@TempDir Path folder) throws Exception {
    for (Path file : goldenModels()) {
      Path copy = folder.resolve("copy.gguf");
      try (Gguf model = Gguf.open(file)) {
        GgufWriter.write(
            copy,
            model.metadata(),
            model.tensors().values().stream().map(TensorSource::of).toList());
      }
      assertThat(Files.mismatch(file, copy)).as("%s", file).isEqualTo(-1);
    }
  }

  static List<Path> goldenModels() throws Exception {
    try (Stream<Path> files = Files.walk(Goldens.path("arch").getParent())) {
      return files.filter(f -> f.getFileName().toString().endsWith(".gguf")).sorted().toList();
    }
  }
}
