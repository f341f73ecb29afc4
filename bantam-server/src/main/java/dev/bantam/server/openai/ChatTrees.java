package dev.bantam.server.openai;

import dev.bantam.format.Json;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.TokenEvent;
import dev.bantam.generate.ToolCall;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.tokenizer.Tokenizer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The forms of chat completions. */
final class ChatTrees {
  private final String id = "chatcmpl-" + UUID.randomUUID();
  private final long created = Instant.now().getEpochSecond();
  private final String model;
  private final Tokenizer tokenizer;

  ChatTrees(String model, Tokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /** A completion without choices. */
  ObjectNode completion() {
    return head("chat.completion");
  }

  /** A piece of a streamed completion, without choices. */
  ObjectNode chunk() {
    ObjectNode chunk = head("chat.completion.chunk");
    chunk.putArray("choices");
    return chunk;
  }

  private ObjectNode head(String object) {
    return JsonTree.object()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }

  /** A choice of a completion. */
  ObjectNode choice(int index, ChatRun.Reply reply) {
    ObjectNode choice = JsonTree.object().put("index", index);
    choice.set("message", message(reply));
    return choice.putNull("logprobs").put("finish_reason", finishReason(reply));
  }

  private static ObjectNode message(ChatRun.Reply reply) {
    boolean calls = !reply.toolCalls().isEmpty();
    ObjectNode message = JsonTree.object().put("role", "assistant");
    message.put("content", calls && reply.text().isEmpty() ? null : reply.text());
    if (!reply.reasoning().isEmpty()) {
      message.put("reasoning_content", reply.reasoning());
    }
    message.putNull("refusal");
    if (calls) {
      ArrayNode array = message.putArray("tool_calls");
      for (ToolCall call : reply.toolCalls()) {
        ObjectNode tree = array.addObject().put("id", call.id()).put("type", "function");
        tree.putObject("function")
            .put("name", call.name())
            .put("arguments", Json.write(call.arguments()));
      }
    }
    return message;
  }

  /** A {@code logprobs} object. */
  ObjectNode logprobs(List<TokenEvent> tokens) {
    return TokenTree.of(tokens, tokenizer);
  }

  static String finishReason(ChatRun.Reply reply) {
    if (!reply.toolCalls().isEmpty()) {
      return "tool_calls";
    }
    return reply.answer().finish() == FinishReason.LENGTH ? "length" : "stop";
  }
}
