package dev.bantam.tasks.chat;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Message;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import java.util.List;
import java.util.Map;

/** Writes the note of a memory: what was noted before and the oldest messages become a new one. */
final class MemoryNote {
  /** The note takes at most this part of the context. */
  private static final int PART = 8;

  private static final int LEAST_TOKENS = 16;

  private final TaskModel model;
  private final PromptFile prompt;

  MemoryNote(TaskModel model) {
    this.model = model;
    this.prompt = model.prompt("memory");
  }

  /**
   * Folds the oldest messages into the note: all but the newest {@code keep}, or as many of them as
   * the model can read at once. One that is too long alone is read as far as there is room.
   */
  Memory fold(Memory memory, int keep, Work work) {
    int tokens = Math.clamp(model.generator().context() / PART, LEAST_TOKENS, prompt.maxTokens());
    int room = work.room(prompt, values(memory.note(), "")) + prompt.maxTokens() - tokens;
    List<Message> messages = memory.messages();
    int count = 0;
    String transcript = "";
    while (count < messages.size() - keep) {
      int end = count + 1; // an answer goes with its question
      if (end < messages.size() - keep && messages.get(end).role().equals("assistant")) {
        end++;
      }
      String more = transcript + lines(messages.subList(count, end), Integer.MAX_VALUE);
      if (count > 0 && model.tokens(more) > room) {
        break;
      }
      transcript = more;
      count = end;
    }
    for (int chars = transcript.length(); model.tokens(transcript) > room; chars /= 2) {
      transcript = lines(messages.subList(0, count), chars);
    }
    Answer answer =
        work.ask(
                List.of(
                    work.request(prompt, values(memory.note(), transcript))
                        .maxTokens(tokens)
                        .build()))
            .getFirst();
    String note = answer.text().strip();
    return memory.folded(count, note.isEmpty() ? memory.note() : note);
  }

  private static Map<String, Object> values(String note, String turns) {
    return Map.of("note", note, "turns", turns);
  }

  /** Messages, each of at most so many characters. */
  private static String lines(List<Message> messages, int chars) {
    StringBuilder lines = new StringBuilder();
    for (Message message : messages) {
      String text = message.content();
      int points = Math.min(chars, text.codePointCount(0, text.length()));
      String cut = text.substring(0, text.offsetByCodePoints(0, points));
      lines.append(message.role()).append(": ").append(cut).append('\n');
    }
    return lines.toString();
  }
}
