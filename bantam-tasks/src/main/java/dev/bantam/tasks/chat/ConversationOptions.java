package dev.bantam.tasks.chat;

import dev.bantam.generate.Request;
import dev.bantam.tasks.guard.Guard;
import java.util.function.UnaryOperator;

/**
 * How a conversation is led.
 *
 * @param guard its rules and the persona's hold
 * @param settings sets what each request shall have besides
 */
public record ConversationOptions(
    Persona persona, Guard guard, Tools tools, UnaryOperator<Request.Builder> settings) {
  public static final ConversationOptions DEFAULT =
      new ConversationOptions(Persona.NONE, Guard.NONE, Tools.NONE, UnaryOperator.identity());

  /** With another persona. */
  public ConversationOptions withPersona(Persona value) {
    return new ConversationOptions(value, guard, tools, settings);
  }

  /** With another guard. */
  public ConversationOptions withGuard(Guard value) {
    return new ConversationOptions(persona, value, tools, settings);
  }

  /** With other tools. */
  public ConversationOptions withTools(Tools value) {
    return new ConversationOptions(persona, guard, value, settings);
  }

  /** With other settings of requests. */
  public ConversationOptions withSettings(UnaryOperator<Request.Builder> value) {
    return new ConversationOptions(persona, guard, tools, value);
  }
}
