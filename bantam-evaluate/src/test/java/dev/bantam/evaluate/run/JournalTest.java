package dev.bantam.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bantam.evaluate.contestant.Context;
import dev.bantam.evaluate.contestant.Query;
import dev.bantam.evaluate.contestant.RecordedContestant;
import dev.bantam.evaluate.contestant.Reply;
import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Message;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  private static final List<Query> QUERIES =
      List.of(
          new Query.Likelihood(new Context.Text("Is it \"so\"?\n"), " yes"),
          new Query.Likelihood(new Context.Chat(List.of(Message.user("é 😀")), "It"), " is"),
          new Query.Rolling("a text"),
          new Query.Generate(new Context.Text(""), List.of("\n"), 8, 0, 1, 0, 3),
          new Query.Generate(new Context.Text(""), List.of("\n"), 8, 0.5, 0.9, 40, 3));

  private static final List<Reply> REPLIES =
      List.of(
          new Reply.Scored(-1.2345678901234567, true, 3, 1),
          new Reply.Scored(Double.NEGATIVE_INFINITY, false, 9, 2),
          new Reply.Scored(-1e300, false, 1, 700),
          new Reply.Said("line\nline\u0000\u2028", 1, 8),
          new Reply.Said("", 0, 0));

  private static final Usage SPENT = new Usage(5, 10, 8, 0.25, 3);

  @TempDir private Path folder;

  private Journal open() throws IOException {
    return Journal.open(folder, "me", "a/task");
  }

  private Path file() {
    return Journal.folder(folder, "me").resolve("a_task.jsonl");
  }

  private void write() throws IOException {
    try (Journal journal = open()) {
      journal.add(QUERIES, REPLIES, SPENT);
    }
  }

  @Test
  void whatIsAddedIsThereAgain() throws Exception {
    write();
    try (Journal journal = open()) {
      assertThat(QUERIES.stream().map(journal::find).toList()).isEqualTo(REPLIES);
      assertThat(journal.find(new Query.Rolling("another"))).isNull();
      assertThat(journal.usage()).isEqualTo(SPENT);
      journal.add(
          List.of(new Query.Rolling("another")), List.of(new Reply.Failed("HTTP 500")), SPENT);
    }
    try (Journal journal = open()) {
      assertThat(journal.find(new Query.Rolling("another"))).isNull();
      assertThat(journal.usage()).isEqualTo(SPENT.plus(SPENT));
    }
  }

  /** What is drawn differs from seed to seed; what is likeliest does not. */
  @Test
  void seedsCountWhereTheyMatter() throws Exception {
    write();
    try (Journal journal = open()) {
      Context none = new Context.Text("");
      assertThat(journal.find(new Query.Generate(none, List.of("\n"), 8, 0, 1, 0, 4)))
          .isEqualTo(REPLIES.get(3));
      assertThat(journal.find(new Query.Generate(none, List.of("\n"), 8, 0.5, 0.9, 40, 4)))
          .isNull();
    }
  }

  @Test
  void isARecordToo() throws Exception {
    write();
    for (Path path : List.of(file(), file().getParent())) {
      RecordedContestant recorded = new RecordedContestant(path);
      assertThat(recorded.answer(QUERIES)).isEqualTo(REPLIES);
      assertThat(recorded.facts()).containsEntry("replies", "5");
    }
  }

  /** As a kill in the middle of a write leaves it, wherever that was. */
  @Test
  void aLineThatWasNotFinishedIsCutOff() throws Exception {
    write();
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length <= whole.length; length += 7) {
      Files.write(file(), java.util.Arrays.copyOf(whole, length));
      try (Journal journal = open()) {
        for (int i = 0; i < QUERIES.size(); i++) {
          assertThat(journal.find(QUERIES.get(i))).isIn(REPLIES.get(i), null);
        }
        journal.add(QUERIES, REPLIES, SPENT);
      }
      assertThat(new RecordedContestant(file()).answer(QUERIES)).isEqualTo(REPLIES);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"query\": \"00\", \"reply\": {\"text\": 1}}",
        "{\"query\": \"00\", \"reply\": {\"text\": \"a\", \"prompt_tokens\": -1, \"tokens\": 1}}",
        "{\"other\": 1}",
        "[]",
        "{\"query\": \"00\", \"rep",
        "",
      })
  void aWrongLineIsNamed(String line) throws Exception {
    write();
    Files.writeString(file(), line + "\n", StandardOpenOption.APPEND);
    assertThatThrownBy(this::open)
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(file() + ":7");
  }

  @Test
  void isOpenOnce() throws Exception {
    try (Journal journal = open()) {
      assertThat(journal.usage()).isEqualTo(Usage.NONE);
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("in use");
    }
    write();
  }

  @Test
  void aFullDiskIsTold() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full: skipped");
    Files.createDirectories(file().getParent());
    Files.createSymbolicLink(file(), full);
    try (Journal journal = open()) {
      assertThatThrownBy(() -> journal.add(QUERIES, REPLIES, SPENT))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(?s).*" + Pattern.quote(file().toString()) + ".*: .+");
    }
  }

  @Test
  void aFolderThatMustNotBeWrittenIsTold() {
    assumeTrue(folder.toFile().setWritable(false), "permissions cannot be set: skipped");
    try {
      assumeFalse(Files.isWritable(folder), "the superuser may write anywhere: skipped");
      assertThatThrownBy(this::open)
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining(folder.toString());
    } finally {
      assertThat(folder.toFile().setWritable(true)).isTrue();
    }
  }
}
