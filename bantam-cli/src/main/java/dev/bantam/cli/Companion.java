package dev.bantam.cli;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Message;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.chat.Conversation;
import dev.bantam.tasks.chat.ConversationOptions;
import dev.bantam.tasks.chat.Memory;
import dev.bantam.tasks.chat.Said;
import dev.bantam.tasks.guard.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers in a chat with a memory, which is on the disk before each answer and after it. */
final class Companion implements Speaker {
  private final TaskModel model;
  private final ConversationOptions options;
  private final @Nullable Path file;
  private final ToolArguments tools;
  private Memory memory;
  private @Nullable String wanted;

  /**
   * @param file where the memory is kept; null for nowhere
   */
  Companion(
      TaskModel model,
      ConversationOptions options,
      Memory memory,
      @Nullable Path file,
      ToolArguments tools) {
    this.model = model;
    this.options = options;
    this.memory = memory;
    this.file = file;
    this.tools = tools;
  }

  /** What was said before. */
  List<Message> beginning() {
    List<Message> beginning = new ArrayList<>(memory.messages());
    String system = options.persona().system();
    if (!system.isEmpty()) {
      beginning.addFirst(Message.system(system));
    }
    return beginning;
  }

  private void keep(Memory changed) {
    memory = changed;
    try {
      if (file != null) {
        changed.write(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says something in the conversation as it is remembered. */
  Result<Said> say(String text, Consumer<String> out, BooleanSupplier stopped) {
    return say(options, text, out, stopped);
  }

  private Result<Said> say(
      ConversationOptions how, String text, Consumer<String> out, BooleanSupplier stopped) {
    Conversation conversation = new Conversation(model, how, memory, this::keep);
    if (wanted != null) {
      String tool = wanted;
      wanted = null;
      conversation.want(tool);
    }
    Result<Said> result = conversation.say(text, out, stopped);
    for (Finding finding : result.value().findings()) {
      System.err.printf(
          "%n[guard: %s in %s: %s]%n",
          finding.what(), finding.side().shown(), finding.action().shown());
    }
    return result;
  }

  @Override
  public @Nullable Answer say(List<Message> messages, String text, Screen screen) {
    String system = "";
    List<Message> turns = new ArrayList<>();
    for (Message message : messages) {
      if (message.role().equals("system")) {
        system = message.content();
      } else {
        turns.add(message);
      }
    }
    // Commands may have changed them; what is forgotten is so in the note too.
    memory = new Memory(turns.isEmpty() ? "" : memory.note(), turns);
    tools.ask(screen::ask);
    Result<Said> result =
        say(
            options.withPersona(options.persona().withSystem(system)),
            text,
            screen::show,
            screen::isStopped);
    Said said = result.value();
    if (said.folded() > 0) {
      screen.show("\n[%d messages became part of the note: /memory]".formatted(said.folded()));
    }
    messages.removeIf(message -> !message.role().equals("system"));
    messages.addAll(said.memory().messages());
    return said.answer();
  }

  @Override
  public List<String> commands() {
    return List.of("/memory", "/tools", "/tool");
  }

  @Override
  public @Nullable String command(String name, String rest) {
    return switch (name) {
      case "/memory" ->
          "%s%nnote: %s"
              .formatted(
                  file == null ? "kept nowhere: --remember NAME" : "kept in " + file,
                  memory.note().isEmpty() ? "none yet" : memory.note());
      case "/tools" -> toolNames().isEmpty() ? "none: --mcp FILE" : String.join("\n", toolNames());
      case "/tool" -> {
        if (!toolNames().contains(rest)) {
          throw new Failures.UsageException("no tool '" + rest + "': /tools lists them");
        }
        wanted = rest;
        yield "The next answer begins with a call of " + rest + ".";
      }
      default -> null;
    };
  }

  private List<String> toolNames() {
    return options.tools().offered().stream()
        .map(
            tool ->
                tool.get("function") instanceof Map<?, ?> f ? String.valueOf(f.get("name")) : "")
        .toList();
  }
}
