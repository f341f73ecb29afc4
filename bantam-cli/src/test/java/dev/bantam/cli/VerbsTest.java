package dev.bantam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.format.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verbs as a user calls them, on tiny models of random weights; the store is a folder of the
 * build.
 */
class VerbsTest {
  private static final Path MODELS =
      Path.of("..", "bantam-core", "src", "test", "resources", "goldens");
  private static final String GGUF = MODELS.resolve("arch/llama-tied/model.gguf").toString();
  private static final String FOLDER = MODELS.resolve("hf/llama-gqa-bf16").toString();

  @TempDir private Path temp;

  private record Result(int status, String out, String err) {
    Map<?, ?> json() throws Exception {
      return Json.parseObject("output", out);
    }
  }

  private static Result bantam(String... args) {
    return fed("", args);
  }

  private static Result fed(String input, String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    InputStream in = System.in;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      int status = Main.commandLine(args).execute(args);
      return new Result(
          status,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
      System.setIn(in);
    }
  }

  private static Result succeeds(String... args) {
    Result result = bantam(args);
    assertThat(result.status()).as(result.err()).isZero();
    return result;
  }

  @Test
  void refusesWhatMemoryDoesNotHold() {
    Result result = bantam("run", "-m", GGUF, "--memory", "100M", "-n", "1", "hi");
    assertThat(result.status()).isEqualTo(Failures.USAGE);
    assertThat(result.err()).contains("0.10 GB may be used", "a smaller model");
    assertThat(bantam("run", "-m", GGUF, "--memory", "6Q", "hi").status())
        .isEqualTo(Failures.USAGE);
    assertThat(succeeds("run", "-m", GGUF, "--memory", "1GiB", "-n", "2", "hi").err()).isEmpty();
  }

  @Test
  void showsFacts() throws Exception {
    Map<?, ?> facts = succeeds("show", "--json", "-c", "64", GGUF).json();
    assertThat(facts.get("architecture")).isEqualTo("llama");
    assertThat(facts.get("layers")).isEqualTo(3L);
    assertThat(facts.get("cache_context")).isEqualTo(64L);
    // keys and values of 3 layers, 1 head of 16 numbers, 2 bytes each
    assertThat(facts.get("cache_bytes")).isEqualTo(64L * 3 * 2 * 16 * 2);
    assertThat(succeeds("show", GGUF).out()).contains("memory needed at a context of 128");
    assertThat(succeeds("show", FOLDER).out()).contains("BF16");
  }

  @Test
  void runsFilesAndFoldersFromArgumentsAndPipes() throws Exception {
    String[] options = {"--raw", "--temp", "0", "-n", "8", "--json"};
    Map<?, ?> argument = succeeds(with(options, "run", GGUF, "Hello world")).json();
    assertThat((List<?>) argument.get("tokens")).hasSize(8);
    Result piped = fed("Hello world", with(options, "run", GGUF));
    assertThat(piped.json().get("tokens")).isEqualTo(argument.get("tokens"));
    Map<?, ?> one = succeeds(with(options, "run", "-t", "1", "-m", GGUF, "Hello world")).json();
    assertThat(one.get("tokens")).isEqualTo(argument.get("tokens"));
    assertThat(succeeds("run", FOLDER, "Hello", "--raw", "-n", "4", "--verbose").err())
        .contains("decode:", "time to first token", "peak memory");
  }

  private static String[] with(String[] options, String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + options.length);
    System.arraycopy(options, 0, all, args.length, options.length);
    return all;
  }

  @Test
  void importedAndQuantisedModelsAnswerAlike() throws Exception {
    String[] options = {"--raw", "--temp", "0", "-n", "8", "--json"};
    Object tokens = succeeds(with(options, "run", FOLDER, "Hello")).json().get("tokens");
    String gguf = temp.resolve("imported.gguf").toString();
    succeeds("import", FOLDER, gguf, "--outtype", "BF16");
    assertThat(succeeds(with(options, "run", gguf, "Hello")).json().get("tokens"))
        .isEqualTo(tokens);
    String q8 = temp.resolve("q8.gguf").toString();
    succeeds("quantize", gguf, q8, "Q8_0");
    assertThat(succeeds("show", q8).out()).contains("Q8_0");
    assertThat(Files.size(Path.of(q8))).isLessThan(Files.size(Path.of(gguf)));
    assertThat(bantam("quantize", gguf, gguf, "Q8_0").status()).isEqualTo(2);
    assertThat(bantam("quantize", gguf, q8, "Q9_9").status()).isEqualTo(2);
  }

  @Test
  void keepsModelsInTheStore() throws Exception {
    succeeds("import", GGUF, "verbs-test", "--licence", "Apache-2.0");
    succeeds("cp", "verbs-test", "verbs-copy:2");
    assertThat(succeeds("list").out()).contains("verbs-test", "verbs-copy:2", "Apache-2.0");
    assertThat(succeeds("run", "verbs-copy:2", "Hi", "--raw", "-n", "2").out()).isNotEmpty();
    succeeds("rm", "verbs-test", "verbs-copy:2");
    assertThat(succeeds("list", "--json").out()).doesNotContain("verbs-");
    assertThat(bantam("rm", "verbs-test").status()).isEqualTo(2);
  }

  @Test
  void measures() throws Exception {
    Result bench = succeeds("bench", GGUF, "-p", "16", "-n", "4", "-t", "1", "-r", "2", "--json");
    List<?> rows = (List<?>) Json.parse("output", bench.out());
    assertThat(rows).hasSize(2);
    Map<?, ?> first = (Map<?, ?>) rows.getFirst();
    assertThat(first.get("n_prompt")).isEqualTo(16L);
    assertThat(first.get("n_gen")).isEqualTo(0L);
    assertThat(first.get("n_threads")).isEqualTo(1L);
    assertThat((List<?>) first.get("samples_ts")).hasSize(2);
    assertThat((Double) first.get("avg_ts")).isPositive();
    Result deep = succeeds("bench", GGUF, "-p", "0", "-n", "4", "-d", "8", "-np", "1,3", "-t", "1");
    assertThat(deep.out()).contains("tg4 @ d8", "tg4 x 3 @ d8");
    Path text = Files.writeString(temp.resolve("text.txt"), "The quick brown fox. ".repeat(40));
    Map<?, ?> perplexity =
        succeeds("perplexity", GGUF, text.toString(), "--chunk", "32", "--json").json();
    assertThat((Double) perplexity.get("perplexity")).isGreaterThan(1);
  }

  @Test
  void tokenizesAndEmbeds() throws Exception {
    String ids = succeeds("tokenize", "--ids", GGUF, "Hello world").out().strip();
    assertThat(succeeds("tokenize", "--count", GGUF, "Hello world").out().strip())
        .isEqualTo(String.valueOf(ids.split(" ", -1).length));
    String bert = MODELS.resolve("arch/bert/model.gguf").toString();
    String[] rows =
        succeeds("embed", bert, "one text", "one text", "--similarity").out().split("\n", -1);
    assertThat(Float.parseFloat(rows[0].split(" ", -1)[1])).isBetween(0.9999f, 1.0001f);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Path broken = Files.writeString(temp.resolve("broken.gguf"), "GGUF and nothing else");
    Result malformed = bantam("show", broken.toString());
    assertThat(malformed.status()).isEqualTo(65);
    assertThat(malformed.err()).contains("broken.gguf", "offset").doesNotContain("\tat ");
    assertThat(bantam("show", temp.resolve("no.gguf").toString()).status()).isIn(2, 74);
    Result unknown = bantam("run", "no-such-model-xyz", "Hello");
    assertThat(unknown.status()).isIn(2, 69);
    assertThat(unknown.err()).contains("no-such-model-xyz");
    assertThat(bantam("frobnicate").status()).isEqualTo(2);
    assertThat(bantam("run", GGUF, "Hi", "--top-p", "7").status()).isEqualTo(2);
    Result overflow = bantam("run", GGUF, "word ".repeat(500), "--raw");
    assertThat(overflow.status()).isEqualTo(2);
    assertThat(overflow.err()).contains("128", "--cut");
    assertThat(
            bantam("run", GGUF, "word ".repeat(500), "--raw", "--cut", "keep_tail", "-n", "2")
                .err())
        .contains("cut by");
  }

  @Test
  void completesInShells() {
    assertThat(succeeds("generate-completion").out()).contains("_picocli_bantam", "perplexity");
  }
}
