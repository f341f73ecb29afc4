package dev.bantam.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.MalformedFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store: what goes in comes out, under its name, once. */
final class HomeTest {
  @TempDir Path folder;

  private Home home = Home.at(Path.of(""));

  @BeforeEach
  void makeHome() {
    home = Home.at(folder.resolve("home"));
  }

  private static ModelName.Friendly name(String text) {
    return new ModelName.Friendly(text, ModelName.Friendly.LATEST);
  }

  private Manifest add(String name, String contents) throws IOException {
    byte[] bytes = contents.getBytes(StandardCharsets.UTF_8);
    return home.add(
        name(name), "m.gguf", new ByteArrayInputStream(bytes), "test", "MIT", Progress.NONE);
  }

  private long blobs() throws IOException {
    try (Stream<Path> files = Files.list(home.root().resolve("blobs"))) {
      return files.count();
    }
  }

  @Test
  void keepsListsAndOpens() throws IOException {
    Manifest added = add("a", "one");
    assertThat(home.list()).containsExactly(added);
    assertThat(home.find(name("a"))).isEqualTo(added);
    assertThat(home.find(name("b"))).isNull();
    Path opened = home.open(added);
    assertThat(opened).hasFileName("m.gguf").hasContent("one");
    assertThat(Files.isSameFile(opened, home.blobs().path(added.files().getFirst().digest())))
        .isTrue();
    assertThat(home.open(added)).isEqualTo(opened);
  }

  @Test
  void removesOnlyWhatNobodyShares() throws IOException {
    add("a", "one");
    add("b", "two");
    Manifest copy = home.copy(name("a"), name("c"));
    assertThat(blobs()).isEqualTo(2);
    home.open(copy);
    assertThat(home.remove(name("a"))).isTrue();
    assertThat(home.remove(name("a"))).isFalse();
    assertThat(blobs()).isEqualTo(2);
    assertThat(home.open(copy)).hasContent("one");
    assertThat(home.remove(name("c"))).isTrue();
    assertThat(blobs()).isEqualTo(1);
    assertThatThrownBy(() -> home.open(copy)).isInstanceOf(HubException.Storage.class);
    assertThatThrownBy(() -> home.copy(name("a"), name("d")))
        .isInstanceOf(HubException.BadName.class);
  }

  @Test
  void replacesAModelOfTheSameName() throws IOException {
    add("a", "one");
    Manifest second = add("a", "two");
    assertThat(home.open(second)).hasContent("two");
    assertThat(home.list()).hasSize(1);
  }

  @Test
  void takesAFolderInTheHuggingFaceLayout() throws IOException {
    Path model = Files.createDirectories(folder.resolve("model/1_Pooling")).getParent();
    for (String file :
        List.of(
            "config.json",
            "tokenizer.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json",
            "1_Pooling/config.json",
            "pytorch_model.bin",
            "README.md")) {
      Files.writeString(model.resolve(file), file);
    }
    Manifest added = home.add(name("a"), model, null, Progress.NONE);
    assertThat(added.files())
        .extracting(Manifest.Item::file)
        .containsExactlyInAnyOrder(
            "config.json",
            "tokenizer.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json",
            "1_Pooling/config.json");
    Path opened = home.open(added);
    assertThat(opened).isDirectory();
    assertThat(opened.resolve("1_Pooling/config.json")).hasContent("1_Pooling/config.json");
    assertThatThrownBy(
            () -> home.add(name("b"), model.resolve("pytorch_model.bin"), null, Progress.NONE))
        .isInstanceOf(HubException.BadName.class)
        .hasMessageContaining("pickled");
  }

  @Test
  void hasOneWayFromADigestToAPath() {
    for (String text :
        List.of(
            "",
            "../../etc/passwd",
            "A".repeat(64),
            "a".repeat(63),
            "a".repeat(65),
            "/".repeat(64))) {
      assertThat(Digest.parse(text)).as(text).isNull();
      assertThatThrownBy(() -> new Digest(text)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Digest.parse("sha256:" + "a".repeat(64))).isEqualTo(new Digest("a".repeat(64)));
  }

  @Test
  void refusesAManifestThatLeadsElsewhere() throws IOException {
    Manifest added = add("a", "one");
    Path manifest = home.root().resolve("models/a/latest.json");
    String json = Files.readString(manifest);
    String digest = added.files().getFirst().digest().toString();
    for (String changed :
        List.of(
            json.replace("m.gguf", "../../../evil"),
            json.replace("m.gguf", "/tmp/evil"),
            json.replace(digest, "../../evil"),
            json.replace("\"bytes\" : 3", "\"bytes\" : -3"),
            json.substring(0, json.length() / 2),
            "null",
            "")) {
      assertThat(changed).isNotEqualTo(json);
      Files.writeString(manifest, changed);
      assertThatThrownBy(() -> home.find(name("a")))
          .as(changed)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining(manifest.toString());
    }
  }

  @Test
  void keepsNamesOfAllKindsApart() throws IOException {
    for (String text :
        List.of(
            "hf",
            "hf:a/b",
            "hf:a/b:Q4_0",
            "hf:a/b:x/y.gguf",
            "npm:a@1.0.0",
            "npm:a@1.0.0/x/y",
            "https://example.org/a.gguf",
            "https://example.org/b.gguf")) {
      ModelName name = ModelName.parse(text);
      Manifest item = add("source", text);
      Manifest manifest = new Manifest(text, item.files(), text, null, item.added());
      assertThat(home.save(name, manifest)).isTrue();
      assertThat(home.find(name)).isEqualTo(manifest);
      assertThat(home.open(manifest)).hasContent(text);
    }
    assertThat(home.list()).hasSize(9);
  }
}
