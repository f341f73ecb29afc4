package dev.bantam.cli;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Chat;
import dev.bantam.generate.ContextOverflowException;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Listener;
import dev.bantam.generate.Message;
import dev.bantam.generate.Request;
import dev.bantam.generate.TokenEvent;
import dev.bantam.hub.Hub;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The interactive chat: a line editor, slash commands, and answers that Ctrl-C stops. */
final class ChatLoop {
  private static final String QUOTES = "\"\"\"";

  private final Generator generator;
  private final String model;
  private final UnaryOperator<Request.Builder> settings;
  private final ChatCommands commands;
  private final List<Message> messages = new ArrayList<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /**
   * @param settings gives a request the options as they are set
   * @param beginning what was said before
   */
  ChatLoop(
      Generator generator,
      String model,
      UnaryOperator<Request.Builder> settings,
      SamplingArguments sampling,
      List<Message> beginning) {
    this.generator = generator;
    this.model = model;
    this.settings = settings;
    this.commands = new ChatCommands(messages, sampling, generator);
    messages.addAll(beginning);
  }

  void run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      Path history = Hub.current().home().root().resolve("history");
      Files.createDirectories(history.getParent());
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("bantam")
              .completer(new StringsCompleter(ChatCommands.NAMES))
              .variable(LineReader.HISTORY_FILE, history)
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      terminal.handle(Terminal.Signal.INT, signal -> cancelled.set(true));
      PrintWriter out = terminal.writer();
      out.println(
          model + ": type a message, /help for commands, " + QUOTES + " for several lines.");
      while (true) {
        String line = read(reader);
        if (line == null) {
          return;
        }
        if (!line.isBlank()) {
          take(line, out);
        }
      }
    }
  }

  /** The next message or command, which may span lines between triple quotes; null to end. */
  private static @Nullable String read(LineReader reader) {
    try {
      String line = reader.readLine(">>> ");
      if (!line.startsWith(QUOTES)) {
        return line;
      }
      StringBuilder text = new StringBuilder(line.substring(QUOTES.length()));
      while (text.indexOf(QUOTES) < 0) {
        text.append('\n').append(reader.readLine("... "));
      }
      return text.substring(0, text.indexOf(QUOTES)).strip();
    } catch (UserInterruptException e) {
      reader.getTerminal().writer().println("Ctrl-D or /bye ends the chat.");
      return "";
    } catch (EndOfFileException e) {
      return null;
    }
  }

  private void take(String line, PrintWriter out) {
    try {
      if (!line.startsWith("/")) {
        answer(line, out);
      } else if (!commands.run(line, out)) {
        throw new EndOfFileException();
      }
    } catch (Failures.UsageException | IllegalArgumentException | ContextOverflowException e) {
      out.println(e.getMessage());
    } catch (IOException e) {
      out.println("bantam: " + e.getMessage());
    }
    out.flush();
  }

  private void answer(String text, PrintWriter out) {
    cancelled.set(false);
    Chat chat = new Chat(generator, messages);
    Answer answer = chat.say(text, settings, new Printer(out));
    messages.clear();
    messages.addAll(chat.messages());
    commands.last(answer);
    out.println(answer.finish() == FinishReason.CANCELLED ? " [stopped]" : "");
    if (answer.cutTokens() > 0) {
      out.println("[the conversation was cut by " + answer.cutTokens() + " tokens]");
    }
  }

  /** Prints an answer as it comes, until Ctrl-C. */
  private final class Printer implements Listener {
    private final PrintWriter out;

    Printer(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void token(TokenEvent event) {
      out.print(event.text());
      out.flush();
    }

    @Override
    public boolean isCancelled() {
      return cancelled.get();
    }
  }
}
