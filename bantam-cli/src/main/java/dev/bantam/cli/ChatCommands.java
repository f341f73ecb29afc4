package dev.bantam.cli;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.Json;
import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.hub.SamplingParameters;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What begins with a slash in a chat. */
final class ChatCommands {
  static final List<String> NAMES =
      List.of("/set", "/system", "/save", "/load", "/clear", "/stats", "/help", "/bye");

  private static final String HELP =
      """
      /set                      show the parameters
      /set parameter NAME VALUE change one, such as temperature
      /system TEXT              set the system message
      /save FILE                save the conversation as JSON
      /load FILE                load one
      /clear                    forget the conversation
      /stats                    figures of the last answer
      /bye                      end (or Ctrl-D); Ctrl-C stops an answer
      \"""                       begins and ends a message of several lines\
      """;

  private final List<Message> messages;
  private final SamplingArguments sampling;
  private final Generator generator;
  private @Nullable Answer last;

  /**
   * @param messages the conversation, which commands change
   */
  ChatCommands(List<Message> messages, SamplingArguments sampling, Generator generator) {
    this.messages = messages;
    this.sampling = sampling;
    this.generator = generator;
  }

  /** Remembers an answer for {@code /stats}. */
  void last(Answer answer) {
    last = answer;
  }

  /**
   * Runs a line that begins with a slash.
   *
   * @return whether the chat goes on
   */
  boolean run(String line, PrintWriter out) throws IOException {
    int space = line.indexOf(' ');
    String name = space < 0 ? line.strip() : line.substring(0, space);
    String rest = space < 0 ? "" : line.substring(space + 1).strip();
    switch (name) {
      case "/set" -> set(rest, out);
      case "/system" -> system(rest, out);
      case "/save" -> save(file(rest), out);
      case "/load" -> load(file(rest), out);
      case "/clear" -> {
        messages.removeIf(m -> !m.role().equals("system"));
        out.println("The conversation is forgotten.");
      }
      case "/stats" -> stats(out);
      case "/help", "/?" -> out.println(HELP);
      case "/bye", "/exit", "/quit" -> {
        return false;
      }
      default -> throw new Failures.UsageException("no command '" + name + "': /help lists them");
    }
    return true;
  }

  private void set(String rest, PrintWriter out) {
    String[] words = rest.split(" +", -1);
    if (words.length == 3 && words[0].equals("parameter")) {
      sampling.set(words[1], words[2]);
    } else if (words.length == 2) {
      sampling.set(words[0], words[1]);
    } else if (!rest.isEmpty()) {
      throw new Failures.UsageException("/set parameter NAME VALUE");
    }
    SamplingParameters.shown(sampling.options())
        .forEach((name, value) -> out.println("  " + name + " " + value));
  }

  private void system(String text, PrintWriter out) {
    messages.removeIf(m -> m.role().equals("system"));
    if (!text.isEmpty()) {
      messages.addFirst(Message.system(text));
    }
    out.println(text.isEmpty() ? "No system message." : "The system message is set.");
  }

  private void stats(PrintWriter out) {
    out.print(last == null ? "No answer yet.\n" : Run.figures(last));
    out.println("cache:               " + Output.bytes(generator.cacheBytes()));
  }

  private static Path file(String name) {
    if (name.isEmpty()) {
      throw new Failures.UsageException("which file?");
    }
    return Path.of(name);
  }

  private void save(Path file, PrintWriter out) throws IOException {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Message message : messages) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("role", message.role());
      one.put("content", message.content());
      list.add(one);
    }
    String json = Json.write(Map.of("messages", list));
    AtomicFile.write(file.toAbsolutePath(), json.getBytes(StandardCharsets.UTF_8));
    out.println("Saved " + messages.size() + " messages to " + file);
  }

  private void load(Path file, PrintWriter out) throws IOException {
    Map<String, Object> json = Json.parseObject(file.toString(), Files.readString(file));
    List<Message> loaded = new ArrayList<>();
    if (json.get("messages") instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> one
            && one.get("role") instanceof String role
            && one.get("content") instanceof String content) {
          loaded.add(new Message(role, content));
        }
      }
    }
    if (loaded.isEmpty()) {
      throw new Failures.UsageException(file + " holds no conversation: {\"messages\": [...]}");
    }
    messages.clear();
    messages.addAll(loaded);
    out.println("Loaded " + loaded.size() + " messages.");
  }
}
