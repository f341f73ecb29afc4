package dev.bantam.server.extra;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.chat.ChatFormat;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.openai.ChatPrompt;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /apply-template}: what a model is given to read for a conversation. */
final class TemplateEndpoint implements Endpoint {
  private final ModelPool models;

  TemplateEndpoint(ModelPool models) {
    this.models = models;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    ChatPrompt chat = ChatPrompt.read(body);
    try (Lease lease = models.lease(body.string("model", null))) {
      Generator generator = lease.generator();
      ChatTemplate template = generator.chatTemplate();
      if (template == null) {
        throw ApiException.bad("model", lease.name() + " has no chat template");
      }
      Prompt prompt =
          ChatFormat.of(template)
              .turn(template, lease.conversation(chat.messages()), chat.tools(), chat.thinking())
              .prompt();
      exchange.json(200, Map.of("prompt", text(prompt)));
    }
  }

  private static String text(Prompt prompt) {
    return prompt instanceof Prompt.Rendered(var spans)
        ? spans.stream().map(Span::text).collect(Collectors.joining())
        : "";
  }
}
