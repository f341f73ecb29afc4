package dev.bantam.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.Goldens;
import dev.bantam.model.Adapters;
import dev.bantam.model.adapter.Adapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full at any moment leaves every exported file as it was, or as it shall be. */
class ExportFaultTest {
  /** Writes something into a folder. */
  private interface Export {
    void to(Path folder) throws IOException;
  }

  @TempDir Path temp;

  private static Trainable open(Selection selection) throws IOException {
    return Trainable.open(
        Goldens.path("train", "llama", "model"), new Trainable.Options(selection, 1, 0, false, 1));
  }

  @Test
  void adaptersOfBothFormats() throws IOException {
    Selection lora = new Selection.LowRank(2, 4, 0, Selection.LowRank.ALL_LINEAR, false, false);
    try (Trainable model = open(lora)) {
      Adapter before = Objects.requireNonNull(model.adapter());
      check(
          folder -> {
            Adapters.writePeft(folder, before, model.file(), "base");
            Adapters.writeGguf(folder.resolve("adapter.gguf"), before, model.file());
          },
          folder -> {
            Adapter after = before.scaled(2);
            Adapters.writePeft(folder, after, model.file(), "base");
            Adapters.writeGguf(folder.resolve("adapter.gguf"), after, model.file());
          });
    }
  }

  @Test
  void modelsAndSoftPrompts() throws IOException {
    try (Trainable model = open(new Selection.SoftPrompt(2))) {
      Adapter prompt = Objects.requireNonNull(model.adapter());
      Map<String, Object> vocabulary =
          Map.of("tokenizer.ggml.tokens", new String[] {"a", "b", "c"});
      NewModel small = new NewModel(1, 8, 2, 1, 8, 16, 10_000, true);
      check(
          folder -> {
            Adapters.writePeft(folder, prompt, model.file(), "base");
            small.write(folder.resolve("model.gguf"), vocabulary, 1);
          },
          folder -> {
            Adapters.writePeft(folder, prompt, model.file(), "another base");
            small.write(folder.resolve("model.gguf"), vocabulary, 2);
          });
    }
  }

  private void check(Export first, Export second) throws IOException {
    Path old = Files.createDirectories(temp.resolve("old"));
    first.to(old);
    Path whole = Files.createDirectories(temp.resolve("new"));
    second.to(whole);
    int failAt = 0;
    boolean happened = true;
    for (; happened; failAt++) {
      Path folder = Files.createDirectories(temp.resolve("at-" + failAt));
      first.to(folder);
      FaultyDisk disk = new FaultyDisk(failAt);
      try {
        second.to(disk.path(folder));
        assertThat(disk.happened()).as("call %d", failAt).isFalse();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(folder.toString()).hasMessageContaining("No space left");
      }
      happened = disk.happened();
      Map<String, byte[]> files = files(folder);
      assertThat(files.keySet()).as("call %d", failAt).isEqualTo(files(old).keySet());
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        assertThat(file.getValue())
            .as("call %d, %s", failAt, file.getKey())
            .isIn(files(old).get(file.getKey()), files(whole).get(file.getKey()));
      }
    }
    assertThat(failAt).as("calls that can fail").isGreaterThan(10);
    assertThat(files(old).keySet()).hasSizeGreaterThan(2);
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
