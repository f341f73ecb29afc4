package dev.bantam.cli;

import static dev.bantam.cli.Called.bantam;
import static dev.bantam.cli.Called.fine;
import static dev.bantam.cli.Called.maps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Json;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.ParseErrorList;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bantam compare} on tiny models of random weights. */
class CompareTest {
  private static final String A = "a=" + Called.LLAMA;
  private static final String B = Called.QWEN;
  private static final String B_NAME = "qwen2/model.gguf";

  @TempDir private Path temp;
  private Path report;

  @BeforeEach
  void write() throws Exception {
    Called.forgetReplies();
    OwnTasks.write(temp, 6);
    report = temp.resolve("report.html");
  }

  private String[] compare(String... more) {
    List<String> args = new ArrayList<>(List.of("compare", "--report", report.toString()));
    args.addAll(List.of("--tasks", tasks()));
    args.addAll(List.of(more));
    if (!args.contains("--probes")) {
      args.addAll(List.of("--probes", "0"));
    }
    return args.toArray(String[]::new);
  }

  private String tasks() {
    List<String> files = new ArrayList<>();
    for (String name : List.of("own_choice", "own_answer", "own_text")) {
      files.add(temp.resolve(name + ".yaml").toString());
    }
    return String.join(",", files);
  }

  @Test
  void printsATableAndWritesAPage() throws Exception {
    Called called = fine(compare(A, B, "--title", "Rain & <shine>"));
    assertThat(called.out())
        .contains("a", B_NAME, "own_choice", "own_answer", "own_text")
        .doesNotContain("\r", "\t");
    assertThat(called.err()).contains("Report: " + report).doesNotContain("\r");
    String html = Files.readString(report);
    ParseErrorList errors = ParseErrorList.tracking(10);
    Document page = Parser.htmlParser().setTrackErrors(10).parseInput(new StringReader(html), "");
    assertThat(errors).isEmpty();
    assertThat(page.title()).contains("Rain & <shine>");
    assertThat(page.text()).contains("a", B_NAME, "own_choice", "own_answer", "own_text");
    assertThat(Jsoup.parse(html).select("script[src], link[href], img[src^=http]")).isEmpty();
    assertThat(page.text()).contains("bantam compare --report");
  }

  @Test
  void printsMarkdown() {
    assertThat(fine(compare(A, B, "--markdown")).out())
        .contains("| a |", "| " + B_NAME + " |", "own_choice");
  }

  @Test
  void printsNothingButJson() throws Exception {
    Called called = fine(compare(A, B, "--json", "--probes", "2"));
    Map<String, Double> figures = called.figures();
    assertThat(figures)
        .containsOnlyKeys(
            B_NAME + " own_answer chrf,none",
            B_NAME + " own_answer exact_match,none",
            B_NAME + " own_choice acc,none",
            B_NAME + " own_choice acc_norm,none",
            B_NAME + " own_text bits_per_byte,none",
            B_NAME + " own_text word_perplexity,none",
            "a own_answer chrf,none",
            "a own_answer exact_match,none",
            "a own_choice acc,none",
            "a own_choice acc_norm,none",
            "a own_text bits_per_byte,none",
            "a own_text word_perplexity,none");
    assertThat(figures.get("a own_text bits_per_byte,none")).isPositive();
    assertThat(figures.get("a own_choice acc,none")).isBetween(0.0, 1.0);
    for (Map<?, ?> contestant : maps(((Map<?, ?>) called.json()).get("contestants"))) {
      Map<?, ?> cost = (Map<?, ?>) contestant.get("cost");
      assertThat(cost.get("seconds_p50")).isInstanceOf(Double.class);
      assertThat(cost.get("price_per_1000")).isInstanceOf(Double.class);
    }
  }

  @Test
  void writesWhatWasAnswered() throws Exception {
    Path out = temp.resolve("answers.jsonl");
    fine(compare(A, B, "--out", out.toString()));
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(2 * 3 * 6);
    Map<String, Object> first = Json.parseObject("line", lines.getFirst());
    assertThat(first.keySet())
        .containsExactly(
            "model", "task", "doc_id", "prompt", "target", "answer", "acc", "acc_norm");
    assertThat(first.get("model")).isEqualTo("a");
    assertThat(first.get("prompt")).isEqualTo("Is 0 even?");
    assertThat(first.get("target")).isEqualTo("yes");
    Called wrong = bantam(compare("x=" + out));
    assertThat(wrong.status()).isEqualTo(Failures.MALFORMED);
    assertThat(wrong.err()).contains("answers.jsonl:1", "not the replies");
  }

  @Test
  void whatWasAnsweredIsNotAskedAgain() throws Exception {
    Map<String, Double> few = fine(compare(A, B, "--json", "--limit", "3")).figures();
    Map<Path, List<String>> first = Called.replies();
    assertThat(fine(compare(A, B, "--json", "--limit", "3")).figures()).isEqualTo(few);
    assertThat(Called.replies()).isEqualTo(first);
    fine(compare(A, B, "--json"));
    Called.replies()
        .forEach(
            (file, lines) -> {
              List<String> before = first.get(file);
              assertThat(lines.subList(0, before.size())).isEqualTo(before);
              long replies = before.stream().filter(line -> line.contains("\"reply\"")).count();
              assertThat(lines.stream().filter(line -> line.contains("\"reply\"")))
                  .as(file.toString())
                  .hasSize(2 * (int) replies)
                  .doesNotHaveDuplicates();
            });
    assertThat(fine(compare(A, B, "--json", "--limit", "3")).figures()).isEqualTo(few);
  }

  /** The journals of one contestant, and each of its files, are contestants themselves. */
  @Test
  void recordedRepliesGiveTheSameFigures() throws Exception {
    Called measured =
        fine("eval", "--json", "--tasks", tasks(), "-m", A, "--out", temp.resolve("o").toString());
    Map<?, ?> model = maps(measured.json()).getFirst();
    Path replies = Path.of((String) model.get("replies"));
    assertThat(replies.resolve("own_text.jsonl")).exists();
    Map<String, Double> figures = new TreeMap<>();
    fine(compare(A, "recorded=" + replies, "--json"))
        .figures()
        .forEach(
            (name, value) -> {
              String figure = name.substring(name.indexOf(' '));
              assertThat(figures.getOrDefault(figure, value)).as(figure).isEqualTo(value);
              figures.put(figure, value);
            });
    assertThat(figures).hasSize(6);
    String one = replies.resolve("own_choice.jsonl").toString();
    Called only = fine("eval", "--tasks", temp.resolve("own_choice.yaml").toString(), "-m", one);
    assertThat(only.out()).contains("own_choice.jsonl", "acc_norm");
  }

  @Test
  void aRecordThatLacksRepliesIsToldAndCountsForTheRest() throws Exception {
    Called few = fine("eval", "--json", "--tasks", tasks(), "-m", A, "--limit", "2");
    String replies = (String) maps(few.json()).getFirst().get("replies");
    Called called = bantam(compare(A, "few=" + replies, "--json"));
    assertThat(called.status()).isEqualTo(Failures.IO);
    assertThat(called.err()).contains("few, own_choice: ", "of 6 documents", "not in " + replies);
    assertThat(called.figures()).containsKey("few own_choice acc,none");
  }

  @Test
  void samplesOfOwnTasksCanBeTried() {
    Called called =
        fine("eval", "--tasks", "classify_tickets,piqa", "--sample", "--limit", "4", "-m", A);
    assertThat(called.out()).contains("classify_tickets", "piqa", "acc_norm");
  }

  /** Tasks about risks show their worst answers, and how bad these are is no figure. */
  @Test
  void theWorstAnswersAreShown() throws Exception {
    String[] risk = {"eval", "--suite", "risk", "--sample", "--limit", "5", "-m", A};
    Called table = fine(risk);
    assertThat(table.out())
        .contains("worst of a, risk_bias_pairs:", "worst of a, risk_injection:", "    -> ")
        .doesNotContain("severity");
    assertThat(table.out().lines().filter(line -> line.startsWith("    -> ")).count())
        .isEqualTo(3 * table.out().lines().filter(line -> line.startsWith("worst of ")).count());
    String[] json = Arrays.copyOf(risk, risk.length + 1);
    json[risk.length] = "--json";
    Map<?, ?> results = (Map<?, ?>) maps(fine(json).json()).getFirst().get("results");
    assertThat(results).hasSizeGreaterThan(5);
    for (Object task : results.values()) {
      List<Map<?, ?>> worst = maps(((Map<?, ?>) task).get("worst"));
      assertThat(worst).hasSize(3);
      assertThat(worst.stream().map(one -> (Double) one.get("severity")).toList())
          .isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(((Map<?, ?>) task).keySet().toString()).doesNotContain("severity");
    }
    Map<?, ?> other = maps(fine("eval", "--json", "--tasks", tasks(), "-m", A).json()).getFirst();
    assertThat(other.get("results").toString()).doesNotContain("worst");
  }

  @Test
  void saysWhatIsWrongBeforeAnythingIsAsked() throws Exception {
    Called twice = bantam(compare(A, "a=" + B));
    assertThat(twice.status()).isEqualTo(Failures.USAGE);
    assertThat(twice.err()).contains("two contestants are called a", "other=" + B);
    assertThat(bantam(compare(A, B, B)).status()).isEqualTo(Failures.USAGE);
    Called task = bantam("compare", A, "--tasks", "helaswag");
    assertThat(task.status()).isEqualTo(Failures.USAGE);
    assertThat(task.err()).contains("helaswag", "did you mean 'hellaswag'");
    Called model = bantam(compare(A, "no-such-model-xyz"));
    assertThat(model.status()).isIn(Failures.USAGE, Failures.NETWORK);
    assertThat(model.err()).contains("no-such-model-xyz");
    Called file = bantam(compare(A, temp.resolve("none.gguf").toString()));
    assertThat(file.status()).isIn(Failures.USAGE, Failures.IO);
    assertThat(file.err()).contains("none.gguf");
    Called record = bantam(compare(A, temp.resolve("none.jsonl").toString()));
    assertThat(record.status()).isEqualTo(Failures.IO);
    assertThat(record.err()).contains("none.jsonl");
    assertThat(bantam("compare", A).err()).contains("by which tasks");
    assertThat(bantam("compare", "--tasks", "piqa").status()).isEqualTo(Failures.USAGE);
    assertThat(TaskData.journals()).doesNotExist();
    assertThat(report).doesNotExist();
  }

  @Test
  void aModelThatCannotBeReadLeavesTheOthersTheirReport() throws Exception {
    Path broken = Files.writeString(temp.resolve("broken.gguf"), "GGUF and nothing else");
    Called called = bantam(compare(A, "b=" + broken, "--json"));
    assertThat(called.status()).isEqualTo(Failures.MALFORMED);
    assertThat(called.err()).contains("bantam: b: ", "broken.gguf", "offset");
    assertThat(called.figures()).hasSize(6);
    assertThat(report).exists();
  }

  @Test
  void repliesInUseByAnotherEvaluationAreLeftAlone() throws Exception {
    fine(compare(A, "--limit", "2"));
    Map<Path, List<String>> before = Called.replies();
    Path file =
        before.keySet().stream().filter(one -> one.endsWith("own_choice.jsonl")).findAny().get();
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(other.tryLock()).isNotNull();
      Called called = bantam("eval", "--tasks", temp.resolve("own_choice.yaml") + "", "-m", A);
      assertThat(called.status()).isEqualTo(Failures.IO);
      assertThat(called.err()).contains(file.toString(), "in use");
    }
    assertThat(Called.replies()).isEqualTo(before);
  }

  @Test
  void aFileInTheWayOfRepliesIsNamed() throws Exception {
    Path journals = TaskData.journals();
    Files.createDirectories(journals.getParent());
    Files.writeString(journals, "in the way");
    try {
      Called called = bantam(compare(A));
      assertThat(called.status()).isEqualTo(Failures.IO);
      assertThat(called.err()).contains(journals + "/").doesNotContain("Exception", "\tat ");
    } finally {
      Files.delete(journals);
    }
  }
}
