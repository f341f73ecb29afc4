package dev.bantam.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GgufSplitTest {
  @TempDir Path folder;

  private Path part(int number, int count) {
    return folder.resolve("model-%05d-of-%05d.gguf".formatted(number + 1, count));
  }

  private void write(int number, int count, int tensors, String name) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    if (number == 0) {
      values.put("general.architecture", "llama");
    }
    values.put("split.no", (long) number);
    values.put("split.count", (long) count);
    values.put("split.tensors.count", (long) tensors);
    MemorySegment data = MemorySegment.ofArray(new byte[] {1, 2, 3, (byte) number});
    Tensor tensor = new Tensor(name, DType.I8, new long[] {4}, data);
    GgufWriter.write(
        part(number, count), new Metadata("test", values), List.of(TensorSource.of(tensor)));
  }

  @Test
  void aModelOpensByAnyOfItsParts() throws IOException {
    for (int i = 0; i < 3; i++) {
      write(i, 3, 3, "t" + i);
    }
    for (int i = 0; i < 3; i++) {
      try (Gguf model = Gguf.open(part(i, 3))) {
        assertThat(model.path()).isEqualTo(part(0, 3));
        assertThat(model.metadata().values())
            .containsExactlyEntriesOf(Map.of("general.architecture", "llama"));
        assertThat(model.tensors().keySet()).containsExactly("t0", "t1", "t2");
      }
    }
  }

  @Test
  void partsThatDoNotBelongTogetherAreRefused() throws IOException {
    write(0, 2, 2, "t0");
    assertRefused(part(0, 2), "is missing");
    write(1, 2, 2, "t0");
    assertRefused(part(0, 2), "another part has a tensor 't0' too");
    write(1, 2, 2, "t1");
    Files.copy(part(0, 2), folder.resolve("other.gguf"));
    assertRefused(folder.resolve("other.gguf"), "should end in -00001-of-00002.gguf");
    write(0, 2, 3, "t0");
    assertRefused(part(1, 2), "2 tensors together instead of 3");
    write(0, 3, 3, "t0");
    Files.copy(part(0, 3), part(1, 3));
    assertRefused(part(0, 3), "should be part 1 of 3");
    write(0, 99_999, 3, "t0");
    assertRefused(part(0, 99_999), "99999 parts are more than");
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> Gguf.open(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(reason);
  }
}
