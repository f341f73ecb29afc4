package dev.bantam.evaluate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that try to get out, and some that do what they should. */
@Timeout(60)
class SandboxTest {
  private static final long MEMORY = 1L << 30;

  private static Sandbox sandbox;

  /** Ends programs soon. */
  private static Sandbox quick;

  @TempDir private Path folder;

  @BeforeAll
  static void open() throws Exception {
    sandbox = TestSandbox.open(new SandboxLimits(Duration.ofSeconds(20), MEMORY));
    quick = Sandbox.open(new SandboxLimits(Duration.ofMillis(1500), MEMORY));
  }

  @Test
  void isolatesFromEverythingThatItChecks() throws Exception {
    assertThat(sandbox.check()).isEqualTo(EnumSet.allOf(Escape.class));
  }

  @Test
  void testsPassOnlyIfTheyComeToTheirEnd() throws Exception {
    String add = "def add(a, b):\n    return a + b\n";
    assertThat(sandbox.test(add + "assert add(2, 3) == 5").passed()).isTrue();
    Outcome wrong = sandbox.test(add + "assert add(2, 3) == 6");
    assertThat(wrong.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(wrong.detail()).contains("assert add(2, 3) == 6").endsWith("AssertionError");
    assertThat(sandbox.test("def add(a, b:").detail()).contains("SyntaxError");
  }

  @Test
  void endingEarlyIsNotPassing() throws Exception {
    for (String end :
        List.of(
            "import os\nos._exit(0)\n",
            "import sys\nsys.exit(0)\n",
            "raise SystemExit\n",
            "quit()\n",
            "import os\nif os.fork(): os._exit(0)\n",
            "import os\nos.execv('/bin/true', ['true'])\n",
            "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")) {
      Outcome outcome = sandbox.test(end + "assert False");
      assertThat(outcome.verdict()).as(end).isEqualTo(Verdict.FAILED);
      assertThat(outcome.detail()).as(end).isNotEmpty();
    }
  }

  /** As with code_eval of lm-evaluation-harness, and with what it takes from the program. */
  @Test
  void testsRunOutsideOfAModuleAndTextsStayAsTheyAre() throws Exception {
    assertThat(sandbox.test("assert __name__ != '__main__'").passed()).isTrue();
    assertThat(sandbox.test("from __future__ import annotations\nx: int = 1").passed()).isTrue();
    assertThat(sandbox.test("t = 'é😀\\n\"\\\\'\nassert len(t) == 5").passed()).isTrue();
    assertThat(sandbox.test("def f():\r\n  return 1\r\nassert f() == 1\r\n").passed()).isTrue();
    assertThat(sandbox.test("print('x' * 3)").output()).isEqualTo("xxx\n");
    assertThat(sandbox.test("input()").detail()).endsWith("EOFError: EOF when reading a line");
    assertThat(sandbox.test("import os\nassert os.listdir('.') == []").passed()).isTrue();
    assertThat(sandbox.test("import os\nos.close(1)").passed()).isTrue();
  }

  @Test
  void networkIsRefused() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String host : List.of("127.0.0.1", "localhost", "1.1.1.1")) {
        Outcome outcome =
            sandbox.test(
                "import socket; socket.create_connection(('%s', %d), 2)"
                    .formatted(host, server.getLocalPort()));
        assertThat(outcome.verdict()).as(host).isEqualTo(Verdict.FAILED);
        assertThat(outcome.detail()).as(host).containsIgnoringCase("error");
      }
      server.setSoTimeout(50);
      assertThatThrownBy(server::accept).isInstanceOf(IOException.class);
    }
  }

  @Test
  void filesOfOthersAreNotThere() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret");
    for (String path : List.of("/etc/shadow", "/etc/passwd", "/proc/self/environ", "" + secret)) {
      Outcome outcome = sandbox.test("print(open('%s').read())".formatted(path));
      assertThat(outcome.verdict()).as(path).isEqualTo(Verdict.FAILED);
      assertThat(outcome.detail()).as(path).contains("FileNotFoundError");
    }
    Outcome home =
        sandbox.test(
            "import os\nprint(os.listdir('%s'))".formatted(System.getProperty("user.home")));
    assertThat(home.detail()).contains("FileNotFoundError");
    String environment = "import os\nassert 'PATH' in os.environ and len(os.environ) < 8";
    assertThat(sandbox.test(environment).passed()).isTrue();
  }

  @Test
  void nothingIsWrittenOutside() throws Exception {
    List<String> places = List.of("/x", "/usr/x", "/usr/bin/x", "/dev/x", "/etc/x", folder + "/x");
    for (String place : places) {
      assertThat(sandbox.test("open('%s', 'w')".formatted(place)).passed()).as(place).isFalse();
    }
    assertThat(sandbox.test("open('x', 'w').write('y')").passed()).isTrue();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
    String fill =
        """
        block = b'x' * (1 << 20)
        n = 0
        try:
            for i in range(100):
                with open('f%d' % i, 'wb') as file:
                    for _ in range(10):
                        file.write(block)
                        n += 1
        except OSError as error:
            print(n, error)
        """;
    assertThat(sandbox.test(fill).output()).matches("6[0-4] .*No space left on device\n");
    String large = "f = open('f', 'wb')\nfor _ in range(20): f.write(b'x' * (1 << 20))";
    assertThat(sandbox.test(large).detail()).contains("File too large");
  }

  @Test
  void endlessProgramsAreKilledAtTheDeadline() throws Exception {
    List<String> programs =
        List.of(
            "while True: pass",
            "import time\ntime.sleep(1000)",
            "import signal\nfor s in [1, 2, 15, 24]: signal.signal(s, signal.SIG_IGN)\n"
                + "while True: pass",
            "while True:\n  try: raise ValueError\n  except BaseException: pass",
            "import os\nos.setsid() if os.fork() == 0 else None\nwhile True: pass",
            "import sys\nwhile True: sys.stderr.write('x' * 10_000)");
    assertThat(quick.test(programs, programs.size()))
        .allSatisfy(
            outcome -> {
              assertThat(outcome.verdict()).isEqualTo(Verdict.TIMED_OUT);
              assertThat(outcome.detail()).isEqualTo("stopped after 1.5 s");
              assertThat(outcome.time()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
            });
    assertThat(strays()).isEmpty();
  }

  @Test
  void forkBombsAreContained() throws Exception {
    String bomb = "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass\n";
    CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> run(bomb));
    int most = 0;
    while (!outcome.isDone()) {
      most = Math.max(most, strays().size());
      Thread.sleep(50);
    }
    assertThat(outcome.get().verdict()).isEqualTo(Verdict.TIMED_OUT);
    assertThat(most).isBetween(40, SandboxLimits.PROCESSES + 2);
    assertThat(strays()).isEmpty();
    String shell = ":(){ :|:& };:\nwait\n";
    quick.run(new Program(List.of("sh"), shell));
    assertThat(strays()).isEmpty();
  }

  @Test
  void memoryIsLimitedForOneAndForAll() throws Exception {
    Outcome one = sandbox.test("x = bytearray(10 << 30)");
    assertThat(one.verdict()).isEqualTo(Verdict.OUT_OF_MEMORY);
    assertThat(one.detail()).isEqualTo("it took more than 1024 MiB");
    Outcome grows = sandbox.test("x = []\nwhile True: x.append(' ' * 10_000_000)");
    assertThat(grows.verdict()).isEqualTo(Verdict.OUT_OF_MEMORY);
    String many =
        """
        import os, time
        for _ in range(20):
            if os.fork() == 0:
                x = bytearray(b'x') * (300 << 20)
                time.sleep(100)
        time.sleep(100)
        """;
    assertThat(sandbox.test(many).verdict()).isEqualTo(Verdict.OUT_OF_MEMORY);
    assertThat(strays()).isEmpty();
  }

  @Test
  void outputIsCappedAtItsEnd() throws Exception {
    String loud = "for i in range(200_000): print('line', i)\n";
    Outcome outcome = sandbox.test(loud);
    assertThat(outcome.passed()).isTrue();
    assertThat(outcome.output()).endsWith("line 199999\n").hasSizeLessThan(64 << 10);
    assertThat(sandbox.test("#" + "x".repeat(2 << 20)).detail()).contains("1,048,576 bytes");
  }

  @Test
  void otherInterpretersRunToo() throws Exception {
    assertThat(sandbox.run(new Program(List.of("sh"), "echo $HOME")).output()).isEqualTo("/tmp\n");
    Outcome outcome = sandbox.run(new Program(List.of("sh"), "echo no >&2; exit 3"));
    assertThat(outcome.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(outcome.detail()).isEqualTo("no");
    assertThat(sandbox.run(new Program(List.of("no-such"), "")).detail()).contains("not found");
  }

  @Test
  void runsBesideOneAnotherInOrder() throws Exception {
    List<String> programs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      programs.add("import time\ntime.sleep(0.2)\nprint(%d)\nassert %d %% 3".formatted(i, i));
    }
    long start = System.nanoTime();
    List<Outcome> outcomes = sandbox.test(programs, 6);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    for (int i = 0; i < 12; i++) {
      assertThat(outcomes.get(i).passed()).as("%d", i).isEqualTo(i % 3 != 0);
      assertThat(outcomes.get(i).output()).isEqualTo(i + "\n");
    }
  }

  @Test
  void anInterruptEndsTheProgram() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    sandbox.test("while True: pass");
                  } catch (IOException | InterruptedException e) {
                    thrown.add(e);
                  }
                });
    Thread.sleep(500);
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    assertThat(thrown).hasOnlyElementsOfType(InterruptedException.class).hasSize(1);
    for (int i = 0; i < 400 && !strays().isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(strays()).isEmpty();
  }

  /** The program's processes end with this one even if it is killed. */
  @Test
  void theProgramDiesWithItsParent() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessProgram.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(parent.inputReader().readLine()).isEqualTo("opened");
    while (parent.descendants().count() < 3 && parent.isAlive()) {
      Thread.sleep(20);
    }
    List<ProcessHandle> processes = parent.descendants().toList();
    assertThat(processes).hasSizeGreaterThanOrEqualTo(3);
    parent.toHandle().destroyForcibly();
    try {
      for (ProcessHandle process : processes) {
        process.onExit().get(30, TimeUnit.SECONDS);
      }
    } finally {
      processes.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Runs a program that does not end. */
  static final class EndlessProgram {
    private EndlessProgram() {}

    public static void main(String[] arguments) throws Exception {
      Sandbox endless = Sandbox.open(new SandboxLimits(Duration.ofMinutes(5), 64 << 20));
      System.out.println("opened");
      endless.test("import time\ntime.sleep(1000)");
    }
  }

  private static Outcome run(String program) {
    try {
      return quick.test(program);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Processes that this one still has. */
  private static List<ProcessHandle> strays() {
    return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).toList();
  }
}
