package dev.bantam.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays on the disk when writing fails, at each call that can fail. */
final class AtomicFileTest {
  private interface Body {
    void write(AtomicFile out) throws IOException;
  }

  @TempDir Path folder;

  private static List<TensorSource> tensors() {
    byte[] bytes = new byte[256];
    bytes[255] = 9;
    return Stream.of("a", "b")
        .map(name -> new Tensor(name, DType.I8, new long[] {256}, MemorySegment.ofArray(bytes)))
        .map(TensorSource::of)
        .toList();
  }

  @Test
  void aFullDiskLeavesTheOldGguf() throws IOException {
    Metadata metadata = new Metadata("test", Map.of("general.architecture", "llama"));
    failEverywhere(out -> GgufWriter.write(out, metadata, tensors()));
    try (Gguf model = Gguf.open(folder.resolve("model"))) {
      assertThat(model.tensors()).hasSize(2);
    }
  }

  @Test
  void aFullDiskLeavesTheOldSafetensors() throws IOException {
    failEverywhere(out -> SafetensorsWriter.write(out, Map.of(), tensors()));
    try (Safetensors model = Safetensors.open(folder.resolve("model"))) {
      assertThat(model.tensors()).hasSize(2);
    }
  }

  /** Fails at the first call that can, then at the second, until all of them succeed. */
  private void failEverywhere(Body body) throws IOException {
    Path target = folder.resolve("model");
    int failAt = 0;
    while (true) {
      Files.writeString(target, "old");
      Faults faults = new Faults(failAt);
      IOException failure = null;
      try (AtomicFile out = AtomicFile.create(target, faults)) {
        body.write(out);
        out.commit();
      } catch (IOException e) {
        failure = e;
      }
      assertThat(folder.toFile().list()).as("call %d", failAt).containsExactly("model");
      if (!faults.happened()) {
        assertThat(failure).isNull();
        assertThat(failAt).as("calls that can fail").isGreaterThan(10);
        return;
      }
      assertThat(failure)
          .as("call %d", failAt)
          .hasMessageMatching(".*/model: writing failed after \\d+ bytes: No space left.*");
      boolean moved = Files.size(target) > 3; // only forcing the folder comes after the move
      assertThat(moved || Files.readString(target).equals("old")).as("call %d", failAt).isTrue();
      failAt++;
    }
  }

  @Test
  void nothingStaysOfAFileThatWasNotCommitted() throws IOException {
    try (AtomicFile out = AtomicFile.create(folder.resolve("file"))) {
      out.write(MemorySegment.ofArray(new byte[5]));
      assertThat(out.size()).isEqualTo(5);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsMissingOrInTheWayIsNamed() throws IOException {
    Path missing = folder.resolve("missing/file");
    assertThatThrownBy(() -> AtomicFile.write(missing, new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(missing.toString());
    Path inTheWay = Files.createDirectories(folder.resolve("taken/by")).getParent();
    assertThatThrownBy(() -> AtomicFile.write(inTheWay, new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("taken: writing failed after 1 bytes");
    assertThat(folder.toFile().list()).containsExactly("taken");
  }

  @Test
  void aTensorOfTheWrongLengthIsNotWritten() throws IOException {
    for (int bytes : new int[] {3, 5}) {
      TensorSource source =
          new TensorSource(
              "t",
              DType.I8,
              new long[] {4},
              out -> out.write(MemorySegment.ofArray(new byte[bytes])));
      assertThatThrownBy(
              () -> SafetensorsWriter.write(folder.resolve("t"), Map.of(), List.of(source)))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(folder).isEmptyDirectory();
  }
}
