package dev.bantam.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The chat in a terminal that a test types into. */
@Timeout(60)
class ChatLoopTest {
  @TempDir private Path temp;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /** Asks twice about each message, and tells what was answered. */
  private final class Asking implements Speaker {
    @Override
    public @Nullable Answer say(List<Message> messages, String text, Screen screen) {
      if (text.equals("slow")) {
        until(() -> typed);
      }
      String first = screen.ask("Call 100%s? ");
      String second = screen.ask("Once more? ");
      answers.add("%s|%s|%s".formatted(first, second, screen.isStopped()));
      return null;
    }
  }

  private volatile boolean typed;

  private static void until(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Until a text was shown so often. */
  private void await(String text, int times) {
    until(
        () -> {
          String all = shown.toString(UTF_8);
          int count = 0;
          for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + 1)) {
            count++;
          }
          return count >= times;
        });
  }

  private String answered() throws InterruptedException {
    return String.valueOf(answers.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void questionsAreAnsweredByKeys() throws Exception {
    try (LineDisciplineTerminal terminal =
            new LineDisciplineTerminal("test", "ansi", shown, UTF_8);
        Generator generator = Generator.open(Path.of(Called.LLAMA))) {
      ChatLoop loop =
          new ChatLoop(generator, "tiny", new Asking(), new SamplingArguments(), List.of());
      Thread chat = Thread.ofPlatform().start(() -> loop.run(terminal, temp.resolve("history")));
      await(">>> ", 1);
      type(terminal, "one\r");
      await("Call 100%s? ", 1);
      type(terminal, "y\r");
      await("Once more? ", 1);
      type(terminal, "\r");
      assertThat(answered()).isEqualTo("y||false");

      await(">>> ", 2);
      type(terminal, "two\r");
      await("Call 100%s? ", 2);
      type(terminal, "\u0003");
      assertThat(answered()).as("Ctrl-C ends all questions").isEqualTo("||true");

      await(">>> ", 3);
      type(terminal, "slow\r");
      type(terminal, "yes, and then\r");
      typed = true;
      await("Call 100%s? ", 3);
      type(terminal, "n\r");
      await("Once more? ", 2);
      type(terminal, "\u0004");
      assertThat(answered()).as("what was typed before is no answer").isEqualTo("n||false");

      await(">>> ", 4);
      type(terminal, "\u0004");
      chat.join();
    }
    assertThat(shown.toString(UTF_8)).contains("/help for commands");
    assertThat(temp.resolve("history")).content().contains("one", "two").doesNotContain(":n\n");
  }

  private static void type(LineDisciplineTerminal terminal, String keys) throws IOException {
    terminal.processInputBytes(keys.getBytes(UTF_8));
  }
}
