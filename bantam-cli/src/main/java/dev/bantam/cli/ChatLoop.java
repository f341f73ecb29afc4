package dev.bantam.cli;

import dev.bantam.generate.Answer;
import dev.bantam.generate.ContextOverflowException;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.hub.Hub;
import dev.bantam.tokenizer.chat.TemplateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The interactive chat: a line editor, slash commands, and answers that Ctrl-C stops. */
final class ChatLoop {
  private static final String QUOTES = "\"\"\"";

  private final String model;
  private final Speaker speaker;
  private final ChatCommands commands;
  private final List<Message> messages = new ArrayList<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /**
   * @param speaker answers
   * @param beginning what was said before
   */
  ChatLoop(
      Generator generator,
      String model,
      Speaker speaker,
      SamplingArguments sampling,
      List<Message> beginning) {
    this.model = model;
    this.speaker = speaker;
    this.commands = new ChatCommands(messages, sampling, generator);
    messages.addAll(beginning);
  }

  void run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      Path history = Hub.current().home().root().resolve("history");
      Files.createDirectories(history.getParent());
      run(terminal, history);
    }
  }

  /**
   * The chat in a terminal.
   *
   * @param history file of what was typed
   */
  void run(Terminal terminal, Path history) {
    List<String> names = new ArrayList<>(ChatCommands.NAMES);
    names.addAll(speaker.commands());
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("bantam")
            .completer(new StringsCompleter(names))
            .variable(LineReader.HISTORY_FILE, history)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    terminal.handle(Terminal.Signal.INT, signal -> cancelled.set(true));
    PrintWriter out = terminal.writer();
    out.println(model + ": type a message, /help for commands, " + QUOTES + " for several lines.");
    while (true) {
      String line = read(reader);
      if (line == null || !line.isBlank() && !take(line, reader)) {
        return;
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

  /** Answers a line, or does what it says; returns whether the chat goes on. */
  private boolean take(String line, LineReader reader) {
    PrintWriter out = reader.getTerminal().writer();
    boolean more = true;
    try {
      if (line.startsWith("/")) {
        more = command(line, out);
      } else {
        answer(line, new TerminalScreen(reader));
      }
    } catch (Failures.UsageException
        | IllegalArgumentException
        | ContextOverflowException
        | TemplateException e) {
      out.println(e.getMessage());
    } catch (IOException e) {
      out.println("bantam: " + e.getMessage());
    } catch (UncheckedIOException e) {
      out.println("bantam: " + e.getCause().getMessage());
    }
    out.flush();
    return more;
  }

  /** Runs a command, the speaker's own first; returns whether the chat goes on. */
  private boolean command(String line, PrintWriter out) throws IOException {
    int space = line.indexOf(' ');
    String name = space < 0 ? line.strip() : line.substring(0, space);
    String own = speaker.command(name, space < 0 ? "" : line.substring(space + 1).strip());
    if (own == null) {
      return commands.run(line, out);
    }
    out.println(own);
    return true;
  }

  private void answer(String text, TerminalScreen screen) {
    cancelled.set(false);
    Answer answer = speaker.say(messages, text, screen);
    if (answer == null) {
      screen.out.println();
      return;
    }
    commands.last(answer);
    screen.out.println(answer.finish() == FinishReason.CANCELLED ? " [stopped]" : "");
    if (answer.cutTokens() > 0) {
      screen.out.println("[the conversation was cut by " + answer.cutTokens() + " tokens]");
    }
  }

  /** Shows an answer as it comes, until Ctrl-C. */
  private final class TerminalScreen implements Speaker.Screen {
    private final LineReader reader;
    private final PrintWriter out;

    TerminalScreen(LineReader reader) {
      this.reader = reader;
      this.out = reader.getTerminal().writer();
    }

    @Override
    public void show(String text) {
      out.print(text);
      out.flush();
    }

    @Override
    public boolean isStopped() {
      return cancelled.get();
    }

    /** Ctrl-C says no, and stops the answer with what it would ask next. */
    @Override
    public String ask(String question) {
      if (isStopped()) {
        return "";
      }
      reader.setVariable(LineReader.DISABLE_HISTORY, true);
      try {
        dropTyped();
        return reader.readLine(question.replace("%", "%%")); // a prompt is a pattern
      } catch (UserInterruptException e) {
        cancelled.set(true);
        return "";
      } catch (EndOfFileException e) {
        return "";
      } finally {
        reader.setVariable(LineReader.DISABLE_HISTORY, false);
      }
    }

    /** Forgets what was typed before a question was there: it answers none. */
    private void dropTyped() {
      Terminal terminal = reader.getTerminal();
      Attributes before = terminal.enterRawMode();
      try {
        while (terminal.reader().peek(1) >= 0) {
          var _ = terminal.reader().read();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        terminal.setAttributes(before);
      }
    }
  }
}
