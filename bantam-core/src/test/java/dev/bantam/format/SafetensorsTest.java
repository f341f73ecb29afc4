package dev.bantam.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.Goldens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {
  @Test
  void everyGoldenFolderOpensAndItsTensorsAreWrittenBackAlike(@TempDir Path folder)
      throws Exception {
    for (Path golden : Goldens.cases("hf")) {
      try (Safetensors model = Safetensors.open(golden)) {
        assertThat(model.unread()).as("%s", golden).isEmpty();
        List<TensorSource> tensors =
            model.tensors().values().stream().map(TensorSource::of).toList();
        Path copy = Files.createDirectory(folder.resolve(golden.getFileName()));
        SafetensorsWriter.writeFolder(copy, model.metadata(), tensors, 1 << 18);
        try (Safetensors again = Safetensors.open(copy)) {
          assertSameTensors(model, again, golden);
        }
      }
    }
  }

  /** Files that the reference implementation wrote; BOOL is read as I8 and cannot come back. */
  @Test
  void aCopyOfAGoldenFileHasTheSameBytes(@TempDir Path folder) throws Exception {
    for (Path golden : Goldens.cases("hf")) {
      for (Path file : files(golden, ".safetensors")) {
        Path copy = folder.resolve("copy.safetensors");
        try (Safetensors model = Safetensors.open(file)) {
          SafetensorsWriter.write(
              copy,
              model.metadata(),
              model.tensors().values().stream().map(TensorSource::of).toList());
        }
        if (!header(file).contains("\"BOOL\"")) {
          assertThat(Files.mismatch(file, copy)).as("%s", file).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void pickledWeightsAreRefusedWithTheReason(@TempDir Path folder) throws Exception {
    Path zip = Files.write(folder.resolve("model.bin"), new byte[] {'P', 'K', 3, 4, 20, 0});
    Path bare = Files.write(folder.resolve("weights"), new byte[] {(byte) 0x80, 2, (byte) 0x8a});
    Path named = Files.write(folder.resolve("model.ckpt"), new byte[100]);
    Files.write(folder.resolve("pytorch_model.bin"), new byte[100]);
    for (Path path : List.of(zip, bare, named, folder)) {
      assertThatThrownBy(() -> Safetensors.open(path))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("convert them to safetensors");
    }
  }

  private static void assertSameTensors(Safetensors expected, Safetensors actual, Path golden) {
    assertThat(actual.tensors().keySet())
        .as("%s", golden)
        .containsExactlyInAnyOrderElementsOf(expected.tensors().keySet());
    expected
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(actual.tensors().get(name)).asString().isEqualTo(tensor.toString());
              assertThat(actual.tensors().get(name).data().mismatch(tensor.data()))
                  .as("%s %s", golden, name)
                  .isEqualTo(-1);
            });
  }

  private static String header(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(1 << 16), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  private static List<Path> files(Path folder, String ending) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }
}
