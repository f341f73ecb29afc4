package dev.bantam.cli;

import static dev.bantam.cli.Called.bantam;
import static dev.bantam.cli.Called.fine;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as contestants, on a tiny model of random weights. */
class JobContestantsTest {
  private static final String TASKS =
      "summarize,translate_en_de,translate_en_pl,classify_tickets,extract_json,qa_documents";

  @TempDir private Path temp;
  private Path prompt;

  @BeforeEach
  void write() throws Exception {
    Called.forgetReplies();
    prompt = temp.resolve("p.yaml");
    Files.writeString(prompt, "name: p\nversion: 1\nuser: '{{ text[:40] }}'\nmax_tokens: 4\n");
  }

  @Test
  void aJobIsComparedWithTheBarePromptOnTheSameRows() throws Exception {
    String job = "job=prompt:" + Called.LLAMA + "?file=" + prompt;
    String[] args = {
      "compare",
      "bare=" + Called.LLAMA,
      job,
      "--tasks",
      TASKS,
      "--limit",
      "2",
      "--probes",
      "1",
      "--json",
      "--report",
      temp.resolve("report.html").toString()
    };
    Called first = fine(args);
    assertThat(first.figures())
        .containsKeys(
            "bare summarize rouge1,remove_whitespace",
            "job summarize rouge1,remove_whitespace",
            "job extract_json schema_valid,unfenced",
            "job translate_en_pl glossary_adherence,remove_whitespace",
            "job qa_documents abstention,remove_whitespace");
    var replies = Called.replies();
    assertThat(fine(args).figures()).isEqualTo(first.figures());
    assertThat(Called.replies()).isEqualTo(replies);
    Files.writeString(prompt, "name: p\nversion: 2\nuser: '{{ text[:40] }}'\nmax_tokens: 4\n");
    fine(args);
    assertThat(Called.replies()).hasSize(replies.size() + 6); // those of another prompt
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Called job = bantam("eval", "-m", "promt:" + Called.LLAMA + "?file=x", "--tasks", TASKS);
    assertThat(job.status()).isEqualTo(Failures.USAGE);
    assertThat(job.err()).contains("no job is called 'promt' (did you mean 'prompt'?)");
    OwnTasks.answer(temp, 2);
    Called own =
        bantam(
            "eval",
            "-m",
            "prompt:" + Called.LLAMA + "?file=" + prompt,
            "--tasks",
            temp.resolve("own_answer.yaml").toString());
    assertThat(own.status()).isEqualTo(Failures.MALFORMED);
    assertThat(own.err()).contains("own_answer.yaml", "job_input");
    Called option =
        bantam(
            "eval", "-m", "prompt:" + Called.LLAMA + "?file=" + prompt + "&n=1", "--tasks", TASKS);
    assertThat(option.status()).isEqualTo(Failures.USAGE);
    assertThat(option.err()).contains("unknown option 'n'");
    Called none = bantam("eval", "-m", "prompt:?file=" + prompt, "--tasks", TASKS);
    assertThat(none.status()).isEqualTo(Failures.USAGE);
    assertThat(none.err()).contains("which model?");
  }
}
