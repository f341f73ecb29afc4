package dev.bantam.cli;

import static dev.bantam.cli.Called.maps;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bantam.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bantam eval} as a process of its own, stopped with Ctrl-C in the middle. */
class InterruptedEvalTest {
  private static final int INTERRUPTED = 130; // as shells have it: 128 + SIGINT
  private static final int DOCUMENTS = 800;

  @TempDir private Path temp;

  private Process eval(Path home) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(Main.class.getName(), "eval", "--json", "-m", Called.LLAMA));
    command.addAll(List.of("--tasks", temp.resolve("own_choice.yaml").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("BANTAM_HOME", home.toString());
    return builder.redirectError(errors(home).toFile()).start();
  }

  private static Path errors(Path home) {
    return home.resolveSibling(home.getFileName() + ".txt");
  }

  private static List<String> replies(Path home) throws IOException {
    List<String> replies = new ArrayList<>();
    if (Files.exists(home.resolve("evaluations"))) {
      try (Stream<Path> files = Files.walk(home.resolve("evaluations"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.readAllLines(file).stream()
              .filter(line -> line.startsWith("{\"query\""))
              .forEach(replies::add);
        }
      }
    }
    return replies;
  }

  @Test
  void endsQuicklyAndLosesNothing() throws Exception {
    assumeSignals();
    OwnTasks.choice(temp, DOCUMENTS);
    Path home = temp.resolve("home");
    Path another = temp.resolve("another");
    Process beside = eval(another);
    Process process = eval(home);
    try {
      while (process.isAlive() && replies(home).isEmpty()) {
        Thread.sleep(5);
      }
      int kept = replies(home).size();
      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
      assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
      assertThat(process.getInputStream().readAllBytes()).isEmpty();
      assertThat(Files.readString(errors(home))).doesNotContain("\tat ", "Exception");
      assertThat(replies(home)).hasSizeGreaterThanOrEqualTo(kept).hasSizeLessThan(3 * DOCUMENTS);
    } finally {
      process.destroyForcibly();
    }
    Map<?, ?> undisturbed = results(beside, another);
    Map<?, ?> goneOn = results(eval(home), home);
    assertThat(replies(home)).hasSize(3 * DOCUMENTS).doesNotHaveDuplicates();
    for (String figure : List.of("acc,none", "acc_norm,none", "acc_stderr,none", "hash")) {
      assertThat(goneOn.get(figure)).as(figure).isNotNull().isEqualTo(undisturbed.get(figure));
    }
  }

  private static Map<?, ?> results(Process process, Path home) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors(home))).isZero();
    Map<?, ?> model = maps(Json.parse("output", out)).getFirst();
    return (Map<?, ?>) ((Map<?, ?>) model.get("results")).get("own_choice");
  }

  /** Where a shell started the tests in its background, they and their children ignore Ctrl-C. */
  private static void assumeSignals() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "no /proc: skipped");
    long ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .findFirst()
            .orElse(0);
    assumeFalse((ignored & 2) != 0, "SIGINT is ignored here: skipped");
  }
}
