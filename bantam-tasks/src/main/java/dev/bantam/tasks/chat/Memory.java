package dev.bantam.tasks.chat;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.Json;
import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Message;
import dev.bantam.tasks.Described;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is remembered of a conversation: a note about what was said long ago, and what was said last
 * word for word. As a file it is JSON that people can read and edit:
 *
 * <pre>
 * {"note": "The user is called Ada.",
 *  "messages": [
 *   {"role": "user", "content": "Hello"},
 *   {"role": "assistant", "content": "Hello Ada"}
 *  ]}
 * </pre>
 *
 * @param messages of {@code user} and {@code assistant}, the oldest first
 */
public record Memory(String note, List<Message> messages) implements Described {
  /** Nothing. */
  public static final Memory NONE = new Memory("", List.of());

  public Memory {
    messages = List.copyOf(messages);
  }

  /**
   * Reads a file; nothing if there is none yet.
   *
   * @throws MalformedFileException naming what is wrong
   */
  public static Memory read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return NONE;
    }
    if (Files.size(file) > Limits.JSON_BYTES) {
      throw new MalformedFileException(
          file, -1, "is longer than the %d bytes of a memory".formatted(Limits.JSON_BYTES));
    }
    return of(file.toString(), Json.parseObject(file.toString(), Files.readString(file)));
  }

  /**
   * The memory of plain data.
   *
   * @param source for messages
   */
  public static Memory of(String source, Map<String, ?> data) throws MalformedFileException {
    Object note = data.get("note");
    List<Message> messages = new ArrayList<>();
    if (note != null && !(note instanceof String)
        || !(data.get("messages") instanceof List<?> list)) {
      throw new MalformedFileException(
          source, -1, "should have a text \"note\" and a list \"messages\"");
    }
    for (Object one : list) {
      if (!(one instanceof Map<?, ?> message)
          || !(message.get("role") instanceof String role)
          || !(message.get("content") instanceof String content)
          || !role.equals("user") && !role.equals("assistant")) {
        throw new MalformedFileException(
            source,
            -1,
            "message %d should be {\"role\": \"user\" or \"assistant\", \"content\": TEXT}"
                .formatted(messages.size() + 1));
      }
      messages.add(new Message(role, content));
    }
    return new Memory(note == null ? "" : (String) note, messages);
  }

  /** Writes it, so that a crash leaves this or what was there before. */
  public void write(Path file) throws IOException {
    String lines =
        messages.stream()
            .map(message -> "  " + Json.write(described(message)))
            .collect(Collectors.joining(",\n"));
    String json = "{\"note\": %s,\n \"messages\": [\n%s\n ]}\n".formatted(Json.write(note), lines);
    AtomicFile.write(file, json.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> described(Message message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", message.role());
    fields.put("content", message.content());
    return fields;
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("note", note);
    fields.put("messages", messages.stream().map(Memory::described).toList());
    return fields;
  }

  /** Whether what was said last has no answer yet. */
  boolean isOpen() {
    return !messages.isEmpty() && messages.getLast().role().equals("user");
  }

  /** With a message of the user's, which joins one that was not answered. */
  Memory asked(String text) {
    List<Message> all = new ArrayList<>(messages);
    String before = isOpen() ? all.removeLast().content() + "\n\n" : "";
    all.add(Message.user(before + text));
    return new Memory(note, all);
  }

  /** With an answer. */
  Memory answered(String text) {
    List<Message> all = new ArrayList<>(messages);
    all.add(Message.assistant(text));
    return new Memory(note, all);
  }

  /** With a new note instead of the oldest {@code count} messages. */
  Memory folded(int count, String newNote) {
    return new Memory(newNote, messages.subList(count, messages.size()));
  }
}
