package dev.bantam.server.anthropic;

import dev.bantam.server.chat.ChatRun;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.util.Map;

/** {@code /v1/messages/count_tokens}: how long a prompt would be. */
final class CountTokensEndpoint implements Endpoint {
  private final ModelPool models;

  CountTokensEndpoint(ModelPool models) {
    this.models = models;
  }

  @Override
  public void handle(Exchange exchange) throws Exception {
    JsonFields body = exchange.body();
    try (Lease lease = models.lease(body.string("model", null))) {
      int tokens = ChatRun.promptTokens(lease, MessageFields.read(body, lease));
      exchange.json(200, Map.of("input_tokens", tokens));
    }
  }
}
