package dev.bantam.generate.chat;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.chat.ReplyPart.Call;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads calls of tools, from behind their opening, character by character. */
interface CallReader {
  /** What a character did. */
  enum Step {
    /** More is to come. */
    MORE,

    /** The calls are complete with this character. */
    DONE,

    /** This is no call; the character is not taken. */
    BROKEN
  }

  /** Takes a character. */
  Step take(char c);

  /** The calls, when they are complete. */
  List<Call> calls();

  /** Plain data of JSON that a model wrote, or null if it is malformed. */
  static @Nullable Object json(String text) {
    try {
      return Json.parse("call", text);
    } catch (MalformedFileException e) {
      return null;
    }
  }

  /**
   * A call, or null if there is no such tool or the arguments are no object.
   *
   * @param arguments plain data, or the text of JSON, or null for none
   */
  @SuppressWarnings("unchecked") // JSON objects have string keys
  static @Nullable Call call(
      Map<String, Tool> tools, @Nullable Object name, @Nullable Object arguments) {
    Object data = arguments instanceof String text ? json(text) : arguments;
    if (!(name instanceof String known) || !tools.containsKey(known)) {
      return null;
    }
    if (arguments == null) {
      return new Call(known, Map.of());
    }
    return data instanceof Map<?, ?> map
        ? new Call(known, (Map<String, @Nullable Object>) map)
        : null;
  }
}
