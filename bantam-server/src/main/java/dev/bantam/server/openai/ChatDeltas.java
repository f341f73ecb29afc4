package dev.bantam.server.openai;

import dev.bantam.server.chat.ChatEvent;
import dev.bantam.server.chat.ChatRun;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One choice of a streamed chat completion, piece by piece. */
final class ChatDeltas {
  private final int index;
  private final ChatTrees trees;
  private final boolean logprobs;

  /**
   * @param index which of the choices it is
   * @param logprobs whether the log-probabilities of its tokens are shown
   */
  ChatDeltas(int index, ChatTrees trees, boolean logprobs) {
    this.index = index;
    this.trees = trees;
    this.logprobs = logprobs;
  }

  /** What comes before everything of an answer. */
  ObjectNode opening() {
    return chunk(JsonTree.object().put("role", "assistant").put("content", ""), null);
  }

  /**
   * Sends everything of an answer but its opening. Nothing is sent before it is known that there
   * will be one.
   */
  ChatRun.Reply send(ChatChoice choice, Consumer<ObjectNode> out) throws InterruptedException {
    ChatEvent event = choice.next();
    if (event == null) {
      choice.reply(); // throws if there is none
    }
    for (; event != null; event = choice.next()) {
      ObjectNode chunk = chunk(event);
      if (chunk != null) {
        out.accept(chunk);
      }
    }
    ChatRun.Reply reply = choice.reply();
    ObjectNode last = chunk(JsonTree.object(), ChatTrees.finishReason(reply));
    last.set("timings", Usage.timings(reply.answer()));
    out.accept(last);
    return reply;
  }

  private @Nullable ObjectNode chunk(ChatEvent event) {
    return switch (event) {
      case ChatEvent.Text text -> text(text);
      case ChatEvent.Reasoning(String text) ->
          chunk(JsonTree.object().put("reasoning_content", text), null);
      case ChatEvent.ToolCallBegin(int call, String id, String name) -> {
        ObjectNode tree = JsonTree.object().put("index", call).put("id", id);
        tree.put("type", "function").putObject("function").put("name", name).put("arguments", "");
        yield toolCall(tree);
      }
      case ChatEvent.ToolCallArguments(int call, String json) -> {
        ObjectNode tree = JsonTree.object().put("index", call);
        tree.putObject("function").put("arguments", json);
        yield toolCall(tree);
      }
    };
  }

  private ObjectNode toolCall(ObjectNode call) {
    ObjectNode delta = JsonTree.object();
    delta.putArray("tool_calls").add(call);
    return chunk(delta, null);
  }

  /** Null where there is nothing to tell. */
  private @Nullable ObjectNode text(ChatEvent.Text text) {
    boolean tokens = logprobs && !text.tokens().isEmpty();
    if (text.text().isEmpty() && !tokens) {
      return null;
    }
    ObjectNode chunk = chunk(JsonTree.object().put("content", text.text()), null);
    if (tokens) {
      ((ObjectNode) chunk.get("choices").get(0)).set("logprobs", trees.logprobs(text.tokens()));
    }
    return chunk;
  }

  private ObjectNode chunk(ObjectNode delta, @Nullable String finish) {
    ObjectNode chunk = trees.chunk();
    ObjectNode tree = chunk.withArray("choices").addObject().put("index", index);
    tree.set("delta", delta);
    tree.putNull("logprobs").put("finish_reason", finish);
    return chunk;
  }
}
