package dev.bantam.server.openai;

import dev.bantam.server.chat.ChatEvent;
import dev.bantam.server.chat.ChatRun;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The items of a response: thoughts, messages and calls, one after the other. Every change is an
 * event, in OpenAI's order.
 */
final class ResponseItems {
  private final ResponseTree tree;
  private final BiConsumer<String, Object> events;
  private int sequence;

  private @Nullable ObjectNode item;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param events take the type and the tree of each event
   */
  ResponseItems(ResponseTree tree, BiConsumer<String, Object> events) {
    this.tree = tree;
    this.events = events;
  }

  /** The response begins. */
  void begin() {
    send("response.created", whole(tree.now()));
    send("response.in_progress", whole(tree.now()));
  }

  /** The response ends, after its last item. */
  void ended(ChatRun.Reply reply) {
    ObjectNode response = tree.ended(reply);
    send("response." + response.get("status").stringValue(), whole(response));
  }

  private static ObjectNode whole(ObjectNode response) {
    ObjectNode event = JsonTree.object();
    event.set("response", response);
    return event;
  }

  void add(ChatEvent event) {
    switch (event) {
      case ChatEvent.Text(String more, _) -> {
        if (!more.isEmpty()) {
          open("message");
          grow("response.output_text.delta", more);
        }
      }
      case ChatEvent.Reasoning(String more) -> {
        open("reasoning");
        grow("response.reasoning_text.delta", more);
      }
      case ChatEvent.ToolCallBegin(_, String id, String name) -> {
        end();
        ObjectNode call = item("function_call", "fc_");
        begin(call.put("call_id", id).put("name", name).put("arguments", ""));
      }
      case ChatEvent.ToolCallArguments(_, String json) ->
          grow("response.function_call_arguments.delta", json);
    }
  }

  private static ObjectNode item(String type, String prefix) {
    return JsonTree.object()
        .put("id", ResponseTree.newId(prefix))
        .put("type", type)
        .put("status", "in_progress");
  }

  /** Begins an item of text, unless one of this type is open. */
  private void open(String type) {
    if (item != null && type.equals(item.get("type").stringValue())) {
      return;
    }
    end();
    if (type.equals("reasoning")) {
      ObjectNode reasoning = item(type, "rs_");
      reasoning.putArray("summary");
      reasoning.putArray("content");
      begin(reasoning);
    } else {
      ObjectNode message = item(type, "msg_").put("role", "assistant");
      message.putArray("content");
      begin(message);
    }
    send("response.content_part.added", part(""));
  }

  private void begin(ObjectNode begun) {
    item = begun;
    text.setLength(0);
    ObjectNode event = JsonTree.object().put("output_index", tree.size());
    event.set("item", begun.deepCopy());
    send("response.output_item.added", event);
  }

  private void grow(String type, String more) {
    text.append(more);
    ObjectNode event = place().put("delta", more);
    if (type.equals("response.output_text.delta")) {
      event.putArray("logprobs");
    }
    send(type, event);
  }

  /** Where the open item is; for a text, its only part. */
  private ObjectNode place() {
    ObjectNode place = JsonTree.object();
    if (item != null) {
      place.put("item_id", item.get("id").stringValue()).put("output_index", tree.size());
      if (!isCall()) {
        place.put("content_index", 0);
      }
    }
    return place;
  }

  private boolean isCall() {
    return item != null && item.has("call_id");
  }

  private ObjectNode part(String content) {
    ObjectNode event = place();
    event.set("part", content(content));
    return event;
  }

  private ObjectNode content(String content) {
    boolean thought = item != null && item.has("summary");
    ObjectNode part = JsonTree.object().put("type", thought ? "reasoning_text" : "output_text");
    part.put("text", content);
    if (!thought) {
      part.putArray("annotations");
      part.putArray("logprobs");
    }
    return part;
  }

  /** Ends the item that is open, if one is. */
  void end() {
    if (item == null) {
      return;
    }
    String all = text.toString();
    if (isCall()) {
      item.put("arguments", all);
      String name = item.get("name").stringValue();
      send(
          "response.function_call_arguments.done", place().put("name", name).put("arguments", all));
    } else {
      boolean thought = item.has("summary");
      ObjectNode done = place().put("text", all);
      if (!thought) {
        done.putArray("logprobs");
      }
      send(thought ? "response.reasoning_text.done" : "response.output_text.done", done);
      send("response.content_part.done", part(all));
      item.withArray("content").add(content(all));
    }
    item.put("status", "completed");
    ObjectNode event = JsonTree.object().put("output_index", tree.size());
    event.set("item", item.deepCopy());
    send("response.output_item.done", event);
    tree.add(item);
    item = null;
  }

  private void send(String type, ObjectNode fields) {
    ObjectNode event = JsonTree.object().put("type", type).put("sequence_number", sequence++);
    event.setAll(fields);
    events.accept(type, event);
  }
}
