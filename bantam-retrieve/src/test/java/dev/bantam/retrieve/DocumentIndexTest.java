package dev.bantam.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Generator;
import dev.bantam.retrieve.IndexBuilder.Change;
import dev.bantam.tasks.answer.Hit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files come into an index, change, go, and are found. */
class DocumentIndexTest {
  private static final Path BERT =
      Path.of("../bantam-core/src/test/resources/goldens/arch/bert/model.gguf");

  @TempDir Path folder;
  private Path docs;
  private Path index;

  @BeforeEach
  void writeDocuments() throws IOException {
    docs = Files.createDirectory(folder.resolve("docs"));
    index = folder.resolve("index");
    write("pump.txt", "The pump P-200 must be greased every 2,000 hours of operation.");
    write("leave.txt", "Employees have 28 days of leave a year.\n\nLeave is requested early.");
    write("shop.txt", "The shop opens at nine o'clock and closes at five.");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(docs.resolve(name), text);
  }

  private List<Change> build() throws IOException {
    try (IndexBuilder builder = IndexBuilder.open(index, IndexSettings.of(null), null)) {
      List<Change> changes = new ArrayList<>();
      for (String name : List.of("leave.txt", "pump.txt", "shop.txt")) {
        Path file = docs.resolve(name);
        if (Files.exists(file)) {
          changes.add(builder.add(file, name));
        }
      }
      builder.removeVanished(docs);
      return changes;
    }
  }

  private List<String> found(String question) throws IOException {
    try (DocumentIndex opened = DocumentIndex.open(index, null)) {
      return opened.retrieve(question, 10).stream().map(hit -> hit.passage().document()).toList();
    }
  }

  @Test
  void whatDidNotChangeIsNotReadAgainAndWhatIsGoneIsNotFound() throws IOException {
    assertThat(build()).containsOnly(Change.ADDED);
    assertThat(found("When are pumps greased?")).containsExactly("pump.txt");

    assertThat(build()).containsOnly(Change.UNCHANGED);

    // Another time alone is no change; another text of the same length is.
    Files.setLastModifiedTime(docs.resolve("pump.txt"), FileTime.fromMillis(1_000));
    write("shop.txt", "The shop opens at nine o'clock and closes at noon.".replace("noon", "four"));
    Files.setLastModifiedTime(docs.resolve("shop.txt"), FileTime.fromMillis(2_000));
    Files.delete(docs.resolve("leave.txt"));
    assertThat(build()).containsExactly(Change.UNCHANGED, Change.REPLACED);
    assertThat(found("closes at four")).containsExactly("shop.txt");
    assertThat(found("five")).isEmpty();
    assertThat(found("leave")).isEmpty();
    try (DocumentIndex opened = DocumentIndex.open(index, null)) {
      assertThat(opened.facts().documents()).isEqualTo(2);
      assertThat(opened.facts().passages()).isEqualTo(2);
    }
  }

  @Test
  void aFileThatCanNoLongerBeReadIsNotCitedAnyMore() throws IOException {
    build();
    Files.write(docs.resolve("pump.txt"), new byte[0]);
    try (IndexBuilder builder = IndexBuilder.open(index, IndexSettings.of(null), null)) {
      assertThatThrownBy(() -> builder.add(docs.resolve("pump.txt"), "pump.txt"))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("pump.txt");
    }
    assertThat(found("pump")).isEmpty();
    assertThat(found("shop")).containsExactly("shop.txt");
  }

  @Test
  void aScoreIsTheShareOfTheQuestionThatThePassageSays() throws IOException {
    build();
    try (DocumentIndex opened = DocumentIndex.open(index, null)) {
      List<Hit> all = opened.retrieve("pump greased", 10);
      List<Hit> half = opened.retrieve("pump elephants", 10);
      assertThat(all.getFirst().score()).isBetween(0.0, 1.0);
      assertThat(half.getFirst().score()).isLessThan(all.getFirst().score());
      assertThat(opened.retrieve("elephants", 10)).isEmpty();
      assertThat(opened.retrieve("?!", 10)).isEmpty();
      assertThat(opened.retrieve("a ".repeat(100_000) + "pump", 10)).isEmpty();
    }
  }

  @Test
  void vectorsFindTheTextThatTheyAreOf() throws IOException {
    Random random = new Random(20261130);
    try (Encoder encoder = Encoder.of("bert", "sha256:1", Generator.open(BERT))) {
      IndexSettings settings = IndexSettings.of(encoder).withSize(16);
      String[] texts = new String[40];
      try (IndexBuilder builder = IndexBuilder.open(index, settings, encoder)) {
        for (int i = 0; i < texts.length; i++) {
          texts[i] =
              random
                  .ints(8, 'a', 'z' + 1)
                  .mapToObj(Character::toString)
                  .reduce("", (a, b) -> a + " " + b)
                  .strip();
          write(i + ".txt", texts[i]);
          builder.add(docs.resolve(i + ".txt"), i + ".txt");
        }
      }
      try (DocumentIndex opened = DocumentIndex.open(index, encoder)) {
        for (int i = 0; i < texts.length; i++) {
          Hit best = opened.retrieve(i + "\n" + texts[i], 3, Mode.VECTORS).getFirst();
          assertThat(best.score()).isCloseTo(1, offset(1e-5));
          assertThat(best.passage().text()).isEqualTo(texts[i]);
        }
      }
    }
  }

  @Test
  void anotherEncoderOrLanguageIsRefused() throws IOException {
    build();
    try (Encoder encoder = Encoder.of("bert", "sha256:1", Generator.open(BERT))) {
      assertThatThrownBy(() -> IndexBuilder.open(index, IndexSettings.of(encoder), encoder))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no encoder")
          .hasMessageContaining("bert");
      assertThatThrownBy(() -> DocumentIndex.open(index, encoder))
          .isInstanceOf(IllegalArgumentException.class);
    }
    IndexSettings german = IndexSettings.of(null).withLanguage(Language.DE);
    assertThatThrownBy(() -> IndexBuilder.open(index, german, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("language en");
  }

  @Test
  void aFolderOfOtherThingsIsLeftAlone() throws IOException {
    assertThatThrownBy(() -> IndexBuilder.open(docs, IndexSettings.of(null), null))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("leave.txt");
    assertThatThrownBy(() -> DocumentIndex.open(docs, null))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("bantam index");
    try (Stream<Path> files = Files.list(docs)) {
      assertThat(files).hasSize(3);
    }
    Path styles = Files.createDirectory(folder.resolve("styles"));
    Files.writeString(styles.resolve("_colours.scss"), "$ink: black;");
    assertThatThrownBy(() -> IndexBuilder.open(styles, IndexSettings.of(null), null))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("_colours.scss");
  }

  @Test
  void oneBuilderAtATimeWhileOthersSearch() throws IOException {
    build();
    try (IndexBuilder _ = IndexBuilder.open(index, IndexSettings.of(null), null)) {
      assertThatThrownBy(() -> IndexBuilder.open(index, IndexSettings.of(null), null))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another program is writing");
      assertThat(found("shop")).hasSize(1);
    }
  }

  @Test
  void damageIsToldAndNoCrash() throws IOException {
    build();
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      Path copy = Files.createDirectory(folder.resolve("copy" + i));
      List<Path> files;
      try (Stream<Path> listed = Files.list(index)) {
        files = listed.sorted().toList();
      }
      for (Path file : files) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
      Path victim = copy.resolve(files.get(random.nextInt(files.size())).getFileName());
      byte[] bytes = Files.readAllBytes(victim);
      if (bytes.length == 0) {
        continue;
      }
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(victim, random.nextBoolean() ? bytes : Arrays.copyOf(bytes, bytes.length / 2));
      try (DocumentIndex opened = DocumentIndex.open(copy, null)) {
        opened.retrieve("pump shop leave", 5);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(copy.toString());
      }
    }
  }

  @Test
  void aSnippetMarksTheWordsThatWereLookedFor() throws IOException {
    write(
        "pump.txt",
        "Café \uD83D\uDE00 first. A pump is a machine. It needs oil. The pumps were greased in"
            + " May.");
    build();
    try (DocumentIndex opened = DocumentIndex.open(index, null)) {
      Hit hit = opened.retrieve("greasing pump", 1).getFirst();
      Snippet snippet = opened.snippet("greasing pump", hit.passage());
      assertThat(snippet.marked("<", ">"))
          .isEqualTo("A <pump> is a machine.  ... The <pumps> were <greased> in May.");
      assertThat(opened.snippet("zebra", hit.passage()).matches()).isEmpty();
    }
  }
}
