package dev.bantam.server.openai;

import dev.bantam.generate.Message;
import dev.bantam.generate.Request;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.server.chat.ChatRequest;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads requests for responses. */
record ResponsesFields(ChatRequest request) {
  static ResponsesFields read(JsonFields body, Lease lease) {
    refuse(body);
    List<Message> messages = new ArrayList<>();
    String instructions = body.string("instructions", null);
    if (instructions != null) {
      messages.add(Message.system(instructions));
    }
    messages.addAll(ResponseInput.read(body));
    Tools tools = Tools.readFlat(body);
    AnswerFields answers = AnswerFields.read(body, lease, 1);
    int maxTokens = body.integer("max_output_tokens", 1, Integer.MAX_VALUE, 0);
    Grammar grammar = format(body);
    return new ResponsesFields(
        new ChatRequest(
            messages,
            tools.functions(),
            tools.choice(),
            thinking(body),
            builder -> settings(answers.apply(builder, 0), maxTokens, grammar)));
  }

  private static Request.Builder settings(
      Request.Builder builder, int maxTokens, @Nullable Grammar grammar) {
    if (maxTokens > 0) {
      builder.maxTokens(maxTokens);
    }
    return grammar == null ? builder : builder.grammar(grammar);
  }

  /** What would need a server that keeps what was said. */
  private static void refuse(JsonFields body) {
    for (String name : List.of("previous_response_id", "conversation", "prompt")) {
      if (body.has(name)) {
        throw ApiException.bad(
            name, name + " is not known: nothing is kept here, so send the whole conversation");
      }
    }
    if (body.truth("background", false)) {
      throw body.wrong("background", "false: an answer is made while its client waits");
    }
  }

  /** The field {@code text.format}; null for any text. */
  private static @Nullable Grammar format(JsonFields body) {
    JsonFields text = body.object("text");
    JsonFields format = text == null ? null : text.object("format");
    if (format == null) {
      return null;
    }
    return switch (format.string("type")) {
      case "text" -> null;
      case "json_object", "json_schema" -> ResponseFormat.json(format);
      default -> throw format.wrong("type", "text, json_object or json_schema");
    };
  }

  private static @Nullable Boolean thinking(JsonFields body) {
    JsonFields reasoning = body.object("reasoning");
    return reasoning == null ? null : ChatPrompt.thinking(reasoning, "effort");
  }
}
