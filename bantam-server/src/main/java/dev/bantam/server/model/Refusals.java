package dev.bantam.server.model;

import dev.bantam.generate.CacheFullException;
import dev.bantam.generate.ContextOverflowException;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.tokenizer.chat.TemplateException;

/** From a model's reason not to answer to what the client is told. */
public final class Refusals {
  private static final int SOON = 1;

  private Refusals() {}

  /** An endpoint that tells its clients so. */
  public static Endpoint told(Endpoint endpoint) {
    return exchange -> {
      try {
        endpoint.handle(exchange);
      } catch (RuntimeException e) {
        throw of(e);
      }
    };
  }

  /** The same failure, as the error of an API where the client can do something about it. */
  public static RuntimeException of(RuntimeException failure) {
    return switch (failure) {
      case ContextOverflowException e ->
          ApiException.of(
              400,
              "invalid_request_error",
              "context_length_exceeded",
              "the prompt has %d tokens and the model's context holds %d: shorten it"
                  .formatted(e.prompt(), e.context()));
      case TemplateException e ->
          ApiException.bad("messages", "the model's chat template refuses: " + e.getMessage());
      case CacheFullException e -> ApiException.busy(String.valueOf(e.getMessage()), SOON);
      // Core says so of values that a request has and the model cannot take.
      case IllegalArgumentException e -> ApiException.bad(null, String.valueOf(e.getMessage()));
      default -> failure;
    };
  }
}
