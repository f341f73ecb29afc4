package dev.bantam.server.task;

import dev.bantam.format.MalformedFileException;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.Described;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.chat.Conversation;
import dev.bantam.tasks.chat.ConversationOptions;
import dev.bantam.tasks.chat.Memory;
import dev.bantam.tasks.chat.Persona;
import dev.bantam.tasks.guard.Guard;
import dev.bantam.tasks.prompt.PromptYaml;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/tasks/chat}: says {@code text} in the conversation of {@code memory}, and gives
 * the memory back with the answer in it; nothing is kept here. {@code persona} and {@code guard}
 * are the text of their YAML files, {@code "guard": "default"} the rules that come with Bantam.
 * There are no tools: a client does not start programs here.
 */
final class ChatJob implements Job {
  private static final int MOST_TOKENS = 1 << 20;

  @Override
  public Described run(TaskModel model, JsonFields body, BooleanSupplier gone)
      throws MalformedFileException {
    int tokens = body.integer("max_tokens", 1, MOST_TOKENS, Integer.MAX_VALUE);
    long seed = body.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0);
    boolean seeded = body.has("seed");
    String text = body.string("text");
    if (text.isBlank()) {
      throw ApiException.bad("text", "text is empty: what shall be said?");
    }
    String yaml = body.string("persona", null);
    Persona persona = yaml == null ? Persona.NONE : Persona.parse("persona", yaml, model);
    ConversationOptions options =
        ConversationOptions.DEFAULT
            .withPersona(persona)
            .withGuard(guard(body.string("guard", null), model))
            .withSettings(
                request -> {
                  request.maxTokens(tokens);
                  request.sampling(persona.samplingOptions());
                  return seeded ? request.seed(seed) : request;
                });
    Conversation conversation = new Conversation(model, options, memory(body));
    return conversation.say(text, _ -> {}, gone);
  }

  private static Guard guard(@Nullable String rules, TaskModel model)
      throws MalformedFileException {
    if (rules == null) {
      return Guard.NONE;
    }
    return rules.equals("default")
        ? Guard.builtIn(null)
        : Guard.of(PromptYaml.parse("guard", rules), model);
  }

  private static Memory memory(JsonFields body) throws MalformedFileException {
    JsonFields memory = body.object("memory");
    if (memory == null) {
      return Memory.NONE;
    }
    return Memory.of("memory", memory.data());
  }
}
