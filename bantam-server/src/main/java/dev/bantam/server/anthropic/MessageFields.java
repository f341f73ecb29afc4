package dev.bantam.server.anthropic;

import dev.bantam.generate.Message;
import dev.bantam.generate.Request;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.chat.ChatRequest;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads requests for messages. */
final class MessageFields {
  private MessageFields() {}

  /** The conversation, and how it is to go on. */
  static ChatRequest read(JsonFields body, Lease lease) {
    List<Message> messages = new ArrayList<>();
    String system = Blocks.text(body, "system");
    if (!system.isEmpty()) {
      messages.add(Message.system(system));
    }
    messages.addAll(Blocks.messages(body));
    Offer offer = Offer.read(body);
    int maxTokens = body.integer("max_tokens", 1, Integer.MAX_VALUE, 0);
    List<String> stops = body.stops("stop_sequences");
    SamplingOptions sampling = sampling(body, lease);
    Grammar grammar = grammar(body);
    return new ChatRequest(
        messages,
        offer.functions(),
        offer.choice(),
        thinking(body),
        builder -> settings(builder, maxTokens, stops).sampling(sampling).grammar(grammar));
  }

  /** What the client does not set is as the model's variant sets it. */
  private static Request.Builder settings(
      Request.Builder builder, int maxTokens, List<String> stops) {
    if (maxTokens > 0) {
      builder.maxTokens(maxTokens);
    }
    return stops.isEmpty() ? builder : builder.stops(stops);
  }

  private static SamplingOptions sampling(JsonFields body, Lease lease) {
    SamplingOptions model = lease.sampling().build();
    return model.toBuilder()
        .temperature((float) body.number("temperature", 0, 1, model.temperature()))
        .topP((float) body.number("top_p", 0, 1, model.topP()))
        .topK(body.integer("top_k", 0, Integer.MAX_VALUE, model.topK()))
        .build();
  }

  /** What {@code output_config.format} asks for; null for any text. */
  private static @Nullable Grammar grammar(JsonFields body) {
    JsonFields config = body.object("output_config");
    JsonFields format = config == null ? null : config.object("format");
    if (format == null) {
      return null;
    }
    JsonFields schema = format.object("schema");
    if (!format.string("type").equals("json_schema") || schema == null) {
      throw format.wrong("type", "json_schema, with a schema");
    }
    try {
      return Grammar.jsonSchema(schema.data());
    } catch (IllegalArgumentException e) {
      throw ApiException.bad(format.param("schema"), String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Boolean thinking(JsonFields body) {
    JsonFields thinking = body.object("thinking");
    if (thinking == null) {
      return null;
    }
    thinking.integer("budget_tokens", 1, Integer.MAX_VALUE, 1);
    return switch (Objects.requireNonNull(thinking.string("type"))) {
      case "enabled", "adaptive", "between_tools" -> true;
      case "disabled" -> false;
      default -> throw thinking.wrong("type", "enabled, adaptive, between_tools or disabled");
    };
  }
}
