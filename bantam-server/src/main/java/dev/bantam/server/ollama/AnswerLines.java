package dev.bantam.server.ollama;

import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.TokenEvent;
import dev.bantam.generate.TokenScore;
import dev.bantam.generate.ToolCall;
import dev.bantam.server.chat.ChatEvent;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.http.EventStream;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.model.Lease;
import dev.bantam.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends answers as Ollama does: line by line with the figures in the last, or all in one. */
abstract class AnswerLines {
  /** JSON has no infinity. */
  private static final float NEVER = -9999;

  private final long begun = System.nanoTime();
  private final String model;

  /**
   * @param model as the client named it
   */
  AnswerLines(String model) {
    this.model = model;
  }

  /** Puts what was said where this kind of answers has it. */
  abstract void put(
      Map<String, Object> line, String text, String thinking, List<ToolCall> toolCalls);

  /** Adds what only the last line of this kind has. */
  void putLast(Map<String, Object> line, Answer answer) {}

  /** What OpenTelemetry calls it. */
  abstract String operation();

  /** Sends an answer. */
  void send(Exchange exchange, Lease lease, AnswerFields fields, Answering run)
      throws InterruptedException {
    exchange.onGone(run::cancel);
    ChatRun.Reply reply =
        fields.stream()
            ? stream(exchange, lease, fields, run)
            : whole(exchange, lease, fields, run);
    exchange.answered(lease.name(), operation(), reply.answer());
  }

  private ChatRun.Reply whole(Exchange exchange, Lease lease, AnswerFields fields, Answering run)
      throws InterruptedException {
    List<TokenEvent> tokens = new ArrayList<>();
    for (ChatEvent event = run.next(); event != null; event = run.next()) {
      if (event instanceof ChatEvent.Text text) {
        tokens.addAll(text.tokens());
      }
    }
    ChatRun.Reply reply = run.reply();
    Map<String, Object> line = line(reply.text(), reply.reasoning(), reply.toolCalls(), true);
    finish(line, lease, reply.answer());
    if (fields.logprobs() >= 0) {
      line.put("logprobs", logprobs(tokens, lease.generator().tokenizer()));
    }
    exchange.json(200, line);
    return reply;
  }

  private ChatRun.Reply stream(Exchange exchange, Lease lease, AnswerFields fields, Answering run)
      throws InterruptedException {
    try (EventStream out = exchange.lines()) {
      for (ChatEvent event = run.next(); event != null; event = run.next()) {
        switch (event) {
          case ChatEvent.Text(String text, List<TokenEvent> tokens) -> {
            boolean logprobs = fields.logprobs() >= 0 && !tokens.isEmpty();
            if (!text.isEmpty() || logprobs) {
              Map<String, Object> line = line(text, "", List.of(), false);
              if (logprobs) {
                line.put("logprobs", logprobs(tokens, lease.generator().tokenizer()));
              }
              out.send(line);
            }
          }
          case ChatEvent.Reasoning(String text) -> out.send(line("", text, List.of(), false));
          // Whole calls are sent at the end: Ollama has no parts of them.
          case ChatEvent.ToolCallBegin _ -> {}
          case ChatEvent.ToolCallArguments _ -> {}
        }
      }
      ChatRun.Reply reply = run.reply();
      if (!reply.toolCalls().isEmpty()) {
        out.send(line("", "", reply.toolCalls(), false));
      }
      Map<String, Object> last = line("", "", List.of(), true);
      finish(last, lease, reply.answer());
      out.send(last);
      return reply;
    }
  }

  /** What a request without a prompt is told: that the model is loaded, or not any more. */
  void sendLoaded(Exchange exchange, String reason, boolean stream) {
    Map<String, Object> line = line("", "", List.of(), true);
    line.put("done_reason", reason);
    if (stream) {
      try (EventStream out = exchange.lines()) {
        out.send(line);
      }
    } else {
      exchange.json(200, line);
    }
  }

  private Map<String, Object> line(
      String text, String thinking, List<ToolCall> toolCalls, boolean done) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("model", model);
    line.put("created_at", Instant.now().toString());
    put(line, text, thinking, toolCalls);
    line.put("done", done);
    return line;
  }

  /** Adds the figures; durations are nanoseconds. */
  private void finish(Map<String, Object> line, Lease lease, Answer answer) {
    line.put("done_reason", answer.finish() == FinishReason.LENGTH ? "length" : "stop");
    putLast(line, answer);
    line.put("total_duration", System.nanoTime() - begun);
    line.put("load_duration", lease.loadTime().toNanos());
    line.put("prompt_eval_count", answer.promptTokens());
    line.put("prompt_eval_duration", nanos(answer.timings().promptSeconds()));
    line.put("eval_count", answer.tokens().length);
    line.put("eval_duration", nanos(answer.timings().decodeSeconds()));
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  static List<Map<String, Object>> toolCalls(List<ToolCall> calls) {
    List<Map<String, Object>> trees = new ArrayList<>();
    for (ToolCall call : calls) {
      Map<String, Object> function = new LinkedHashMap<>();
      function.put("index", trees.size());
      function.put("name", call.name());
      function.put("arguments", call.arguments());
      trees.add(Map.of("id", call.id(), "function", function));
    }
    return trees;
  }

  private static List<Map<String, Object>> logprobs(List<TokenEvent> events, Tokenizer tokenizer) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (TokenEvent event : events) {
      if (event.token() != TokenEvent.NO_TOKEN) {
        Map<String, Object> token = token(event.token(), event.logprob(), tokenizer);
        if (!event.top().isEmpty()) {
          List<Object> top = new ArrayList<>();
          for (TokenScore score : event.top()) {
            top.add(token(score.token(), score.logprob(), tokenizer));
          }
          token.put("top_logprobs", top);
        }
        all.add(token);
      }
    }
    return all;
  }

  private static Map<String, Object> token(int id, float logprob, Tokenizer tokenizer) {
    byte[] piece = tokenizer.piece(id, true);
    List<Integer> bytes = new ArrayList<>();
    for (byte b : piece) {
      bytes.add(b & 0xFF);
    }
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("token", new String(piece, StandardCharsets.UTF_8));
    token.put("logprob", Math.max(logprob, NEVER));
    token.put("bytes", bytes);
    return token;
  }
}
