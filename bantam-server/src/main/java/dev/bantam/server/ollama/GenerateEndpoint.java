package dev.bantam.server.ollama;

import dev.bantam.generate.Answer;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.ToolCall;
import dev.bantam.generate.chat.ChatFormat;
import dev.bantam.server.chat.ChatRequest;
import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.chat.ToolChoice;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /api/generate}. */
final class GenerateEndpoint implements Endpoint {
  private final ModelPool models;

  GenerateEndpoint(ModelPool models) {
    this.models = models;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    String model = body.string("model");
    String prompt = String.valueOf(body.string("prompt", ""));
    refuse(body);
    Duration keepAlive = KeepAlive.read(body);
    if (prompt.isEmpty() && keepAlive != null && keepAlive.isZero()) {
      models.unload(model);
      new Lines(model, null, null).sendLoaded(exchange, "unload", body.truth("stream", true));
      return;
    }
    try (Lease lease = models.lease(model)) {
      if (keepAlive != null) {
        lease.keepAlive(keepAlive);
      }
      AnswerFields fields = AnswerFields.read(body, lease);
      if (prompt.isEmpty()) {
        new Lines(model, null, null).sendLoaded(exchange, "load", fields.stream());
        return;
      }
      answer(exchange, lease, new Wish(body, prompt, fields), model);
    }
  }

  /** What is asked for. */
  private record Wish(JsonFields body, String prompt, AnswerFields fields) {}

  private static void answer(Exchange exchange, Lease lease, Wish wish, String model)
      throws InterruptedException {
    boolean raw = wish.body.truth("raw", false);
    int[] context = context(wish.body, lease.generator());
    Prompt prompt = raw ? raw(wish.prompt) : conversation(wish, lease);
    if (context.length > 0) {
      prompt = after(context, lease.generator(), prompt);
    }
    Lines lines = raw ? new Lines(model, null, null) : new Lines(model, lease.generator(), prompt);
    boolean plain = raw || context.length > 0;
    try (Answering run = plain ? continuation(lease, prompt, wish) : reply(lease, wish)) {
      lines.send(exchange, lease, wish.fields, run);
    }
  }

  private static Answering continuation(Lease lease, Prompt prompt, Wish wish) {
    return Answering.of(lease.stream(wish.fields.apply(lease.request(prompt)).build()));
  }

  private static Answering reply(Lease lease, Wish wish) {
    ChatRequest request =
        new ChatRequest(
            messages(wish),
            List.of(),
            new ToolChoice.None(),
            wish.fields.thinking(),
            wish.fields::apply);
    return Answering.of(ChatRun.start(lease, request));
  }

  /** The prompt as it is: who asks for that writes the model's control tokens too. */
  private static Prompt raw(String prompt) {
    return new Prompt.Spans(List.of(new Span(prompt, false)));
  }

  private static Prompt conversation(Wish wish, Lease lease) {
    ChatTemplate template = lease.generator().chatTemplate();
    List<Message> messages = lease.conversation(messages(wish));
    return ChatFormat.of(template)
        .turn(template, messages, List.of(), wish.fields.thinking())
        .prompt();
  }

  private static List<Message> messages(Wish wish) {
    List<Message> messages = new ArrayList<>();
    String system = wish.body.string("system", null);
    if (system != null && !system.isEmpty()) {
      messages.add(Message.system(system));
    }
    messages.add(Message.user(wish.prompt));
    return messages;
  }

  /** What an earlier answer gave as {@code context}, then the prompt. */
  private static Prompt after(int[] context, Generator generator, Prompt prompt) {
    int[] more = generator.encode(prompt);
    boolean begun = more.length > 0 && generator.tokenizer().addBos();
    IntStream rest =
        IntStream.of(more).skip(begun && more[0] == generator.tokenizer().bos() ? 1 : 0);
    return Prompt.tokens(IntStream.concat(IntStream.of(context), rest).toArray());
  }

  private static int[] context(JsonFields body, Generator generator) {
    List<JsonNode> items = body.items("context", generator.context());
    int[] context = new int[items.size()];
    for (int i = 0; i < context.length; i++) {
      JsonNode item = items.get(i);
      context[i] = item.isIntegralNumber() && item.canConvertToInt() ? item.intValue() : -1;
      if (context[i] < 0 || context[i] >= generator.tokenizer().size()) {
        throw body.wrong("context", "tokens of this model, as an earlier answer gave them");
      }
    }
    return context;
  }

  private static void refuse(JsonFields body) {
    Messages.refuseImages(body);
    if (isSet(body, "suffix")) {
      throw ApiException.bad("suffix", "suffix: this model cannot fill in before a text");
    }
    if (isSet(body, "template")) {
      throw ApiException.bad(
          "template",
          "template: a request brings no template; make a variant of the model that has it");
    }
    if (body.truth("raw", false) && (isSet(body, "system") || body.has("context"))) {
      throw ApiException.bad("raw", "raw: a raw prompt goes with neither system nor context");
    }
  }

  private static boolean isSet(JsonFields body, String name) {
    String value = body.string(name, null);
    return value != null && !value.isEmpty();
  }

  /** Answers in a {@code response}. */
  private static final class Lines extends AnswerLines {
    private final @Nullable Generator generator;
    private final @Nullable Prompt prompt;

    /**
     * @param prompt what the answer gives back as context, encoded by the generator; null for none
     */
    Lines(String model, @Nullable Generator generator, @Nullable Prompt prompt) {
      super(model);
      this.generator = generator;
      this.prompt = prompt;
    }

    @Override
    void put(Map<String, Object> line, String text, String thinking, List<ToolCall> toolCalls) {
      line.put("response", text);
      if (!thinking.isEmpty()) {
        line.put("thinking", thinking);
      }
    }

    @Override
    void putLast(Map<String, Object> line, Answer answer) {
      if (generator != null && prompt != null) {
        IntStream tokens =
            IntStream.concat(IntStream.of(generator.encode(prompt)), IntStream.of(answer.tokens()));
        line.put("context", tokens.boxed().toList());
      }
    }

    @Override
    String operation() {
      return "text_completion";
    }
  }
}
