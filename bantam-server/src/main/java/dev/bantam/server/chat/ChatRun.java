package dev.bantam.server.chat;

import dev.bantam.format.Json;
import dev.bantam.generate.Answer;
import dev.bantam.generate.AnswerStream;
import dev.bantam.generate.Request;
import dev.bantam.generate.TokenEvent;
import dev.bantam.generate.ToolCall;
import dev.bantam.generate.chat.ChatFormat;
import dev.bantam.generate.chat.ChatTurn;
import dev.bantam.generate.chat.ReplyParser;
import dev.bantam.generate.chat.ReplyPart;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.model.Lease;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An answer in a conversation while it is made, told apart: thoughts, text, calls of tools. */
public final class ChatRun implements AutoCloseable {
  private static final int ID_CHARS = 24;

  private final AnswerStream stream;
  private final @Nullable ReplyParser parser;
  private final Queue<ChatEvent> ready = new ArrayDeque<>();
  private List<TokenEvent> tokens = new ArrayList<>();
  private boolean ended;

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private int reasoningTokens;
  private final List<ToolCall> calls = new ArrayList<>();

  private ChatRun(AnswerStream stream, @Nullable ReplyParser parser) {
    this.stream = stream;
    this.parser = parser;
  }

  /**
   * An answer that is complete.
   *
   * @param text of the answer itself
   * @param reasoning what was thought before; empty if nothing
   * @param reasoningTokens how many tokens that took
   * @param toolCalls what tools were asked for
   * @param answer tokens, times and why it ended
   */
  public record Reply(
      String text,
      String reasoning,
      int reasoningTokens,
      List<ToolCall> toolCalls,
      Answer answer) {}

  /**
   * Begins to answer.
   *
   * @throws dev.bantam.tokenizer.chat.TemplateException if the model's template refuses
   */
  public static ChatRun start(Lease lease, ChatRequest request) {
    ChatTurn turn = turn(lease, request);
    Request.Builder builder =
        request.settings().apply(lease.request(turn.prompt())).controlText(turn.isMarked());
    Grammar grammar = grammar(turn, request.toolChoice(), builder.build().grammar());
    return new ChatRun(
        lease.stream(builder.grammar(grammar).build()), turn.isMarked() ? turn.parser() : null);
  }

  /**
   * What the answer must look like.
   *
   * @param words what its words must look like, or null
   */
  private static @Nullable Grammar grammar(
      ChatTurn turn, ToolChoice choice, @Nullable Grammar words) {
    try {
      return switch (choice) {
        case ToolChoice.Named(String function) -> turn.call(function);
        case ToolChoice.Required() -> turn.call(null);
        case ToolChoice.Auto(), ToolChoice.None() -> words == null ? null : turn.words(words);
      };
    } catch (IllegalArgumentException e) {
      throw ApiException.bad("tools", "a tool cannot be asked for: " + e.getMessage());
    }
  }

  /** How many tokens the model would be given. */
  public static int promptTokens(Lease lease, ChatRequest request) {
    return lease.generator().encode(turn(lease, request).prompt()).length;
  }

  private static ChatTurn turn(Lease lease, ChatRequest request) {
    ChatTemplate template = lease.generator().chatTemplate();
    boolean none = request.toolChoice() instanceof ToolChoice.None;
    return ChatFormat.of(template)
        .turn(
            template,
            lease.conversation(request.messages()),
            none ? List.of() : request.tools(),
            request.thinking());
  }

  /** What comes next; null at the end. */
  public @Nullable ChatEvent next() throws InterruptedException {
    while (ready.isEmpty() && !ended) {
      TokenEvent event = stream.next();
      if (event != null) {
        take(event);
      } else {
        ended = true;
        if (parser != null) {
          parser.end().forEach(this::add);
        }
      }
    }
    return ready.poll();
  }

  private void take(TokenEvent event) {
    tokens.add(event);
    if (parser != null) {
      parser.accept(event.text()).forEach(this::add);
    } else {
      add(new ReplyPart.Text(event.text()));
    }
  }

  private void add(ReplyPart part) {
    switch (part) {
      case ReplyPart.Text(String more) -> {
        text.append(more);
        ready.add(new ChatEvent.Text(more, tokens));
      }
      case ReplyPart.Reasoning(String more) -> {
        reasoning.append(more);
        reasoningTokens += tokens.size();
        ready.add(new ChatEvent.Reasoning(more));
      }
      case ReplyPart.Call(String name, Map<String, @Nullable Object> arguments) -> {
        ToolCall call = new ToolCall(newId(), name, arguments);
        ready.add(new ChatEvent.ToolCallBegin(calls.size(), call.id(), name));
        ready.add(new ChatEvent.ToolCallArguments(calls.size(), Json.write(arguments)));
        calls.add(call);
      }
    }
    tokens = new ArrayList<>();
  }

  private static String newId() {
    return "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, ID_CHARS);
  }

  /**
   * The whole reply; takes what has not been taken yet.
   *
   * @throws RuntimeException why there is none
   */
  public Reply reply() throws InterruptedException {
    while (next() != null) {}
    return new Reply(
        text.toString(),
        reasoning.toString(),
        reasoningTokens,
        List.copyOf(calls),
        stream.answer());
  }

  /** Ends the answer early. Any thread may. */
  public void cancel() {
    stream.cancel();
  }

  @Override
  public void close() {
    stream.close();
  }
}
