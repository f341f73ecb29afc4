package dev.bantam.tasks.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.evaluate.contestant.Context;
import dev.bantam.evaluate.contestant.Query;
import dev.bantam.evaluate.contestant.Reply;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobContestantTest {
  private static final Usage USAGE = new Usage(7, 3, 0.5, 0, "none");

  private static final JobFactory UPPER =
      (_, options) -> {
        String after = options.required("after");
        options.integer("n", 1, 1, 9);
        options.number("p", 0.5, 0, 1);
        options.flag("loud", true);
        options.list("labels");
        Path file = options.file("file");
        return input -> {
          if (input.text().isEmpty()) {
            throw new IOException("there is no text");
          }
          return new JobReply(
              input.text().toUpperCase(Locale.ROOT) + after + (file == null ? "" : "!"), USAGE);
        };
      };

  private static JobContestant open(JobFactory factory, String options) throws IOException {
    return JobContestant.open(
        "upper", "1.0", factory, JobOptions.parse(options), null, "no model", Map.of());
  }

  private static Query generate(String text) {
    return new Query.Generate(new Context.Text(text), List.of("B"), 1, 0, 1, 0, 0);
  }

  @Test
  void eachInputIsDoneAndOneThatFailsKeepsNoOtherFromIt() throws IOException {
    try (JobContestant upper = open(UPPER, "after=.")) {
      List<Query> queries = IntStream.range(0, 100).mapToObj(i -> generate("ab" + i)).toList();
      assertThat(upper.answer(queries))
          .isEqualTo(
              IntStream.range(0, 100)
                  .<Reply>mapToObj(i -> new Reply.Said("AB" + i + ".", 7, 3))
                  .toList());
      List<Reply> replies =
          upper.answer(
              List.of(
                  generate(""),
                  generate("{\"text\": \"a\", \"glossary\": []}"),
                  generate("{not json"),
                  new Query.Rolling("a")));
      assertThat(replies.get(0)).isEqualTo(new Reply.Failed("there is no text"));
      assertThat(replies.get(1)).isEqualTo(new Reply.Said("A.", 7, 3));
      assertThat(replies.get(2)).isEqualTo(new Reply.Said("{NOT JSON.", 7, 3));
      assertThat(replies.get(3)).isInstanceOf(Reply.Failed.class);
      assertThat(upper.time((Query.Generate) generate("a")).firstTokenSeconds()).isNaN();
    }
  }

  @Test
  void whatAnswersDependOnIsItsIdentity(@TempDir Path temp) throws IOException {
    Path one = Files.writeString(temp.resolve("one.csv"), "a,b");
    Path same = Files.writeString(temp.resolve("same.csv"), "a,b");
    Path other = Files.writeString(temp.resolve("other.csv"), "a,c");
    String identity = open(UPPER, "after=x&file=" + one).identity();
    assertThat(open(UPPER, "file=" + same + "&after=x").identity()).isEqualTo(identity);
    assertThat(open(UPPER, "after=x&file=" + other).identity()).isNotEqualTo(identity);
    assertThat(open(UPPER, "after=y&file=" + one).identity()).isNotEqualTo(identity);
    Path folder = Files.createDirectory(temp.resolve("folder"));
    Files.writeString(folder.resolve("a"), "1");
    String before = open(UPPER, "after=x&file=" + folder).identity();
    Files.writeString(folder.resolve("b"), "");
    assertThat(open(UPPER, "after=x&file=" + folder).identity()).isNotEqualTo(before);
  }

  @Test
  void wrongOptionsAreNamed() {
    Map<String, String> wrong =
        Map.of(
            "after=x&aftr=y", "unknown option 'aftr' (did you mean 'after'?)",
            "n=3", "'after' is missing",
            "after=x&n=10", "'n' should be a whole number from 1 to 9, not '10'",
            "after=x&p=half", "'p' should be a number from 0.0 to 1.0, not 'half'",
            "after=x&loud=yes", "'loud' should be true or false",
            "after", "NAME=VALUE",
            "after=x&after=y", "each once");
    wrong.forEach(
        (options, message) ->
            assertThatThrownBy(() -> open(UPPER, options))
                .as(options)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message));
  }

  @Test
  void aPromptFileIsAJob(@TempDir Path temp) throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("p.yaml"),
            "name: p\nversion: 1\nuser: '{{ text }} {{ n }}'\nmax_tokens: 4\n");
    Path weights = Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");
    try (JobContestant contestant =
        JobContestant.open(
            "prompt",
            "1.0",
            JobFactory.of(PromptJob::open),
            JobOptions.parse("file=" + file),
            TaskModel.open(weights),
            "llama",
            Map.of("model", "llama"))) {
      Reply reply = contestant.answer(List.of(generate("{\"text\": \"a\", \"n\": 2}"))).getFirst();
      assertThat(reply.written()).isPositive();
      assertThat(reply.read()).isPositive();
      assertThat(contestant.facts()).containsKeys("job", "option file", "model");
    }
    assertThatThrownBy(() -> open(JobFactory.of(PromptJob::open), "file=" + file))
        .hasMessageContaining("which model?");
  }
}
