package dev.bantam.tasks.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.batch.Batch;
import dev.bantam.tasks.batch.BatchOptions;
import dev.bantam.tasks.prompt.PromptFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model with random weights says anything; what comes out keeps to the template all the same. */
class CopywriterTest {
  private static final Path MODEL =
      Path.of("..", "bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");

  private static TaskModel model;
  private static PromptFile prompt;

  @BeforeAll
  static void open() throws Exception {
    model = TaskModel.open(MODEL);
    Path file = Files.createTempFile("short", ".yaml"); // the model has a context of 128 tokens
    Files.writeString(file, "name: short\nversion: 1\nuser: '{{ facts }}'\ntemperature: 1\n");
    prompt = PromptFile.read(file);
    Files.delete(file);
  }

  @AfterAll
  static void close() throws Exception {
    model.close();
  }

  private static WriteTemplate template(String yaml) throws MalformedFileException {
    return WriteTemplate.parse("template.yaml", yaml);
  }

  private static Copywriter writer(WriteTemplate template) {
    return new Copywriter(model, prompt, template, Copywriter.TRIES);
  }

  /** Words that the model likes are found first, then forbidden. */
  @Test
  void forbiddenWordsNeverComeUp() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String open = "write: '{{ name }}'\nfacts: none\nmax_chars: 120\n";
    int avoided = 0;
    for (int round = 0; round < 6; round++) {
      Map<String, Object> row = Map.of("name", "x" + random.nextInt(1000));
      String free = writer(template(open)).write(row).value().text();
      List<String> words = words(free).stream().filter(word -> word.length() > 1).toList();
      Set<String> forbidden = new HashSet<>();
      for (int i = 0; i < 3 && !words.isEmpty(); i++) {
        forbidden.add(words.get(random.nextInt(words.size())));
      }
      String yaml = open + "forbidden: " + quoted(forbidden) + "\n";
      String text = writer(template(yaml)).write(row).value().text();
      assertThat(words(text))
          .as("seed %d, forbidden %s", seed, forbidden)
          .noneMatch(forbidden::contains);
      avoided += forbidden.size();
    }
    assertThat(avoided).as("seed %d: the model wrote words", seed).isPositive();
  }

  private static String quoted(Set<String> words) {
    return words.stream().map(word -> "\"" + word + "\"").toList().toString();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    (text + " ")
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c)) {
                word.appendCodePoint(c);
              } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
              }
            });
    return words;
  }

  @Test
  void textIsWithinItsLengthOrMarked() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      int min = random.nextInt(60);
      int max = min + 20 + random.nextInt(100);
      String yaml =
          "write: '{{ name }}'\nfacts: none\nrequired: [Terms apply.]\nmin_chars: %d\nmax_chars: %d\n"
              .formatted(min, max);
      Written written = writer(template(yaml)).write(Map.of("name", "n" + round)).value();
      int length = written.text().codePointCount(0, written.text().length());
      assertThat(written.text()).as("seed %d", seed).contains("Terms apply.");
      assertThat(written.ok())
          .as("seed %d: %s", seed, written)
          .isEqualTo(written.reasons().isEmpty());
      if (written.ok()) {
        assertThat(length).as("seed %d: %s", seed, written).isBetween(min, max);
      } else {
        assertThat(written.tries()).isEqualTo(Copywriter.TRIES);
        assertThat(written.fields()).doesNotContainKey("text").containsKeys("draft", "reasons");
      }
    }
  }

  /** A model whose answers differ only by their seed repeats itself when it has but one try. */
  @Test
  void repetitionIsFoundAndWrittenAnew() throws Exception {
    WriteTemplate template = template("write: go\nfacts: none\nmax_chars: 80\n");
    List<Copywriter.Item> rows = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      rows.add(new Copywriter.Item("row " + i, Map.of("name", "same")));
    }
    Copywriter once = new Copywriter(model, prompt, template, 1);
    Written first = once.write(model.begin(), rows).getFirst();
    Copywriter often = new Copywriter(model, prompt, template, 12);
    Work work = model.begin();
    List<Written> together = often.write(work, rows);
    Copywriter alone = new Copywriter(model, prompt, template, 12);
    List<Written> single = new ArrayList<>();
    rows.forEach(row -> single.addAll(alone.write(model.begin(), List.of(row))));
    assertThat(together).isEqualTo(single);
    List<String> passed = together.stream().filter(Written::ok).map(Written::text).toList();
    assertThat(passed).doesNotHaveDuplicates();
    if (first.ok()) {
      Copywriter again = new Copywriter(model, prompt, template, 1);
      again.remember("row 0", first.text());
      Written repeated = again.write(model.begin(), rows).getFirst();
      assertThat(repeated.ok()).isFalse();
      assertThat(repeated.reasons().getFirst()).contains("row 0").contains("1.00");
    }
  }

  /** The texts of a batch depend on those before: also when it is stopped and goes on. */
  @Test
  void stoppedBatchEndsWithTheSameTexts(@TempDir Path folder) throws Exception {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "name\n" + "same\n".repeat(5));
    WriteTemplate template = template("write: go\nfacts: none\nmax_chars: 60\n");
    Path whole = folder.resolve("whole.jsonl");
    new Batch(model, new WriteJob(writer(template)), BatchOptions.DEFAULT.withChunk(2))
        .run(rows, whole);
    Path stopped = folder.resolve("stopped.jsonl");
    AtomicLong done = new AtomicLong();
    BatchOptions stopping =
        BatchOptions.DEFAULT
            .withChunk(2)
            .withProgress((rowsDone, _, _) -> done.set(rowsDone))
            .withCancelled(() -> done.get() >= 2);
    assertThatThrownBy(
            () -> new Batch(model, new WriteJob(writer(template)), stopping).run(rows, stopped))
        .isInstanceOf(CancellationException.class);
    WriteJob resumed = new WriteJob(writer(template));
    long earlier =
        new Batch(model, resumed, BatchOptions.DEFAULT.withChunk(2)).run(rows, stopped).resumed();
    assertThat(earlier).isEqualTo(2);
    assertThat(Files.readString(stopped)).isEqualTo(Files.readString(whole));
    long marked = Files.readString(whole).lines().filter(l -> l.contains("\"ok\":false")).count();
    assertThat(resumed.marked()).isEqualTo(marked);
  }

  @Test
  void whatMustBeMentionedIs() throws Exception {
    String yaml = "write: x\nfacts: none\nmention: [name]\nmax_chars: 60\n";
    Written written = writer(template(yaml)).write(Map.of("name", "Quorp 3000")).value();
    assertThat(written.ok()).isFalse();
    assertThat(written.reasons()).contains("does not mention the name 'Quorp 3000'");
  }

  /**
   * The prompt of these tests has no instruction, so that one can be what the model says anyway.
   */
  @Test
  void textThatRepeatsItsInstructionIsMarked() throws Exception {
    String bounds = "facts: none\nmax_chars: 100\n";
    Copywriter free = new Copywriter(model, prompt, template("write: go\n" + bounds), 1);
    Map<String, Object> row = Map.of();
    List<String> words = List.of();
    for (int i = 0; words.size() < 4; i++) {
      row = Map.of("name", "x" + i);
      words = Copied.words(free.write(row).value().text());
    }
    String instruction = "write: '%s'\n".formatted(String.join(" ", words));
    Copywriter once = new Copywriter(model, prompt, template(instruction + bounds), 1);
    assertThat(once.write(row).value().reasons())
        .anyMatch(reason -> reason.startsWith("repeats") && reason.endsWith("of the prompt"));
    Written again = writer(template(instruction + bounds)).write(row).value();
    assertThat(again.tries()).as("written anew").isGreaterThan(1);
  }

  @Test
  void mistakesAreNamed() throws Exception {
    assertThatThrownBy(() -> template("write: x\nforbiden: [a]"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("forbiden")
        .hasMessageContaining("forbidden");
    assertThatThrownBy(() -> template("write: x\nforbidden: [risk]\nrequired: [No risks.]"))
        .hasMessageContaining("requires what it forbids");
    assertThatThrownBy(() -> template("write: x\nmin_words: 9\nmax_words: 2"))
        .hasMessageContaining("9 to 2 words");
    assertThatThrownBy(() -> template("write: x\nfacts: [prices]"))
        .hasMessageContaining("numbers, units, names");
    Copywriter writer = new Copywriter(model, template("write: '{{ nmae }}'"));
    assertThatThrownBy(() -> writer.write(Map.of("name", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nmae");
  }
}
