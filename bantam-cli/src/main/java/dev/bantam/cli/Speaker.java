package dev.bantam.cli;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who answers in a chat. */
@FunctionalInterface
interface Speaker {
  /** Where an answer appears. */
  interface Screen {
    /** Shows more of it. */
    void show(String text);

    /** Whether the user has stopped it. */
    boolean isStopped();

    /** What the user answers to a question; empty if there is nobody. */
    String ask(String question);
  }

  /**
   * Answers.
   *
   * @param messages all that was said; the new message and its answer are added
   * @return the model's answer; null if it was not asked
   */
  @Nullable Answer say(List<Message> messages, String text, Screen screen);

  /** Commands of its own, for completion. */
  default List<String> commands() {
    return List.of();
  }

  /**
   * Runs a command of its own.
   *
   * @return what is printed; null if there is no such command
   */
  default @Nullable String command(String name, String rest) {
    return null;
  }
}
