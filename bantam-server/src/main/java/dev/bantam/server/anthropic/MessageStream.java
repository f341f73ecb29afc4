package dev.bantam.server.anthropic;

import dev.bantam.server.chat.ChatEvent;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.http.EventStream;
import dev.bantam.server.http.Exchange;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends a message event by event: blocks that begin, grow and end, one after the other. */
final class MessageStream {
  private final MessageTrees trees;
  private final Exchange exchange;
  private @Nullable EventStream out;
  private int index = -1;

  /** The type of the block that is open; empty if none is. */
  private String open = "";

  MessageStream(MessageTrees trees, Exchange exchange) {
    this.trees = trees;
    this.exchange = exchange;
  }

  /**
   * Sends everything of an answer. Nothing is sent before it is known that there will be one.
   *
   * @param promptTokens length of the prompt, which is told first
   */
  ChatRun.Reply send(ChatRun run, int promptTokens) throws InterruptedException {
    ChatEvent event = run.next();
    if (event == null) {
      run.reply(); // throws if there is none
    }
    out = exchange.events();
    send("message_start", "message", trees.beginning(promptTokens));
    send("ping", Map.of());
    for (; event != null; event = run.next()) {
      send(event);
    }
    end();
    ChatRun.Reply reply = run.reply();
    Map<String, @Nullable Object> delta = new LinkedHashMap<>();
    delta.put("stop_reason", MessageTrees.stop(reply));
    delta.put("stop_sequence", reply.answer().stop());
    Map<String, Object> last = new LinkedHashMap<>();
    last.put("delta", delta);
    last.put("usage", trees.usage(reply.answer()));
    send("message_delta", last);
    send("message_stop", Map.of());
    out.close();
    return reply;
  }

  private void send(ChatEvent event) {
    switch (event) {
      case ChatEvent.Text(String text, _) -> {
        if (!text.isEmpty()) {
          begin("text", MessageTrees.text(""));
          delta("text_delta", "text", text);
        }
      }
      case ChatEvent.Reasoning(String text) -> {
        begin("thinking", MessageTrees.thinking(""));
        delta("thinking_delta", "thinking", text);
      }
      case ChatEvent.ToolCallBegin(int number, String id, String name) ->
          begin("tool_use " + number, MessageTrees.toolUse(id, name, Map.of()));
      case ChatEvent.ToolCallArguments(_, String json) ->
          delta("input_json_delta", "partial_json", json);
    }
  }

  /** Opens a block, unless one of this type is open. */
  private void begin(String type, Map<String, ?> block) {
    if (open.equals(type)) {
      return;
    }
    end();
    open = type;
    index++;
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("index", index);
    event.put("content_block", block);
    send("content_block_start", event);
  }

  private void delta(String type, String key, String value) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("index", index);
    event.put("delta", MessageTrees.block(type, key, value));
    send("content_block_delta", event);
  }

  private void end() {
    if (!open.isEmpty()) {
      send("content_block_stop", "index", index);
      open = "";
    }
  }

  private void send(String type, String key, Object value) {
    send(type, Map.of(key, value));
  }

  private void send(String type, Map<String, ?> fields) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", type);
    event.putAll(fields);
    if (out != null) {
      out.send(type, event);
    }
  }
}
