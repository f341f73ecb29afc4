package dev.bantam.server.ollama;

import dev.bantam.generate.Message;
import dev.bantam.generate.ToolCall;
import dev.bantam.server.chat.ChatRequest;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.chat.ToolChoice;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/chat}. */
final class ChatEndpoint implements Endpoint {
  private final ModelPool models;

  ChatEndpoint(ModelPool models) {
    this.models = models;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    String model = body.string("model");
    List<Message> messages = Messages.read(body);
    List<Map<String, ?>> tools = Messages.tools(body);
    Duration keepAlive = KeepAlive.read(body);
    Lines lines = new Lines(model);
    if (messages.isEmpty() && keepAlive != null && keepAlive.isZero()) {
      models.unload(model);
      lines.sendLoaded(exchange, "unload", body.truth("stream", true));
      return;
    }
    try (Lease lease = models.lease(model)) {
      if (keepAlive != null) {
        lease.keepAlive(keepAlive);
      }
      AnswerFields fields = AnswerFields.read(body, lease);
      if (messages.isEmpty()) {
        lines.sendLoaded(exchange, "load", fields.stream());
        return;
      }
      ChatRequest request =
          new ChatRequest(messages, tools, new ToolChoice.Auto(), fields.thinking(), fields::apply);
      try (Answering run = Answering.of(ChatRun.start(lease, request))) {
        lines.send(exchange, lease, fields, run);
      }
    }
  }

  /** Answers in a {@code message}. */
  private static final class Lines extends AnswerLines {
    Lines(String model) {
      super(model);
    }

    @Override
    void put(Map<String, Object> line, String text, String thinking, List<ToolCall> toolCalls) {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", "assistant");
      message.put("content", text);
      if (!thinking.isEmpty()) {
        message.put("thinking", thinking);
      }
      if (!toolCalls.isEmpty()) {
        message.put("tool_calls", toolCalls(toolCalls));
      }
      line.put("message", message);
    }

    @Override
    String operation() {
      return "chat";
    }
  }
}
