package dev.bantam.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A conversation with a model. Each turn sends the whole history through the model's chat template;
 * what the model has read before is still cached, so that only the new turn costs time. Not
 * thread-safe.
 */
public final class Chat {
  private final Generator generator;
  private final List<Message> messages;

  /** A new conversation, or one that goes on after {@code messages}. */
  public Chat(Generator generator, List<Message> messages) {
    this.generator = generator;
    this.messages = new ArrayList<>(messages);
  }

  /** All that was said. */
  public List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Forgets all that was said but the system's messages. */
  public void clear() {
    messages.removeIf(message -> !isSystem(message));
  }

  /**
   * Says something and returns the answer, which joins the history, also when it was cut short.
   *
   * <p>A history that has outgrown the context is refused, unless the request's {@link Overflow}
   * allows a cut: then the oldest turns are left out of what the model reads ({@link
   * Answer#cutTokens} says how much), but never the system's messages nor what was just said.
   *
   * @param settings sets what a request shall have besides its prompt; may be asked twice
   * @throws ContextOverflowException if the history does not fit; then nothing was added to it
   */
  public Answer say(String text, UnaryOperator<Request.Builder> settings, Listener listener) {
    List<Message> history = new ArrayList<>(messages);
    history.add(Message.user(text));
    Request whole = settings.apply(Request.builder(Prompt.chat(history))).build();
    Prompt fitting = whole.prompt();
    int cut = 0;
    if (whole.overflow() != Overflow.REFUSE) {
      fitting = fit(history, whole.maxTokens());
      cut = generator.encode(whole.prompt()).length - generator.encode(fitting).length;
    }
    Request fit = settings.apply(Request.builder(fitting)).build();
    Answer answer = generator.generate(fit, listener).withMoreCut(cut);
    messages.add(Message.user(text));
    messages.add(Message.assistant(answer.text()));
    return answer;
  }

  /** Leaves the oldest turns out until there is room for an answer. */
  private Prompt fit(List<Message> history, int maxTokens) {
    int room = generator.context() - Math.min(maxTokens, generator.context() / 2);
    List<Message> kept = new ArrayList<>(history);
    while (generator.encode(Prompt.chat(kept)).length > room && dropOldestTurn(kept)) {}
    return Prompt.chat(kept);
  }

  /** Removes the first message that is not the system's, and all up to the user's next one. */
  private static boolean dropOldestTurn(List<Message> kept) {
    int from = 0;
    while (isSystem(kept.get(from))) {
      from++;
    }
    int to = from + 1;
    while (to < kept.size() && !kept.get(to).role().equals("user")) {
      to++;
    }
    if (to >= kept.size()) {
      return false;
    }
    kept.subList(from, to).clear();
    return true;
  }

  private static boolean isSystem(Message message) {
    return message.role().equals("system");
  }
}
