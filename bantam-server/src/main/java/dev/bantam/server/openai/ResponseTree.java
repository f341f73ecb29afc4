package dev.bantam.server.openai;

import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.http.JsonFields;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A response as it grows: it shows what was asked for, and what came of it so far. */
final class ResponseTree {
  /** What is shown as the client said it. */
  private static final List<String> SHOWN =
      List.of("instructions", "max_output_tokens", "temperature", "top_p", "metadata", "user");

  private final ObjectNode tree = JsonTree.object();
  private final ArrayNode output;

  ResponseTree(String model, JsonFields body) {
    tree.put("id", newId("resp_")).put("object", "response");
    tree.put("created_at", Instant.now().getEpochSecond());
    tree.put("status", "in_progress").putNull("error").putNull("incomplete_details");
    tree.put("model", model);
    output = tree.putArray("output");
    for (String name : SHOWN) {
      show(name, body, tree.nullNode());
    }
    tree.put("parallel_tool_calls", true).putNull("previous_response_id").put("store", false);
    ObjectNode text = JsonTree.object();
    text.putObject("format").put("type", "text");
    show("text", body, text);
    show("tool_choice", body, tree.stringNode("auto"));
    show("tools", body, JsonTree.array());
    show("reasoning", body, JsonTree.object().putNull("effort").putNull("summary"));
    tree.put("truncation", "disabled").putNull("usage");
  }

  private void show(String name, JsonFields body, JsonNode otherwise) {
    JsonNode said = body.find(name);
    tree.set(name, said == null ? otherwise : said);
  }

  static String newId(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }

  /** The response as it is now. */
  ObjectNode now() {
    return tree.deepCopy();
  }

  /** How many items there are. */
  int size() {
    return output.size();
  }

  /** An item is complete. */
  void add(ObjectNode item) {
    output.add(item);
  }

  /** The response when nothing more comes. */
  ObjectNode ended(ChatRun.Reply reply) {
    Answer answer = reply.answer();
    boolean cut = answer.finish() == FinishReason.LENGTH;
    tree.put("status", cut ? "incomplete" : "completed");
    if (cut) {
      tree.putObject("incomplete_details").put("reason", "max_output_tokens");
    }
    int generated = answer.timings().generatedTokens();
    ObjectNode usage = tree.putObject("usage");
    usage.put("input_tokens", answer.promptTokens());
    usage.putObject("input_tokens_details").put("cached_tokens", answer.reusedTokens());
    usage.put("output_tokens", generated);
    usage.putObject("output_tokens_details").put("reasoning_tokens", reply.reasoningTokens());
    usage.put("total_tokens", answer.promptTokens() + generated);
    return tree;
  }
}
