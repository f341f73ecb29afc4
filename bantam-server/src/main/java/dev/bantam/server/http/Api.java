package dev.bantam.server.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Whose conventions a route follows: the form of its errors. */
public enum Api {
  OPENAI {
    @Override
    public Map<String, Object> error(ApiException e) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("message", e.message());
      error.put("type", e.type());
      error.put("param", e.param());
      error.put("code", e.code());
      return Map.of("error", error);
    }
  },
  ANTHROPIC {
    @Override
    public Map<String, Object> error(ApiException e) {
      String message = e.param() == null ? e.message() : e.param() + ": " + e.message();
      return Map.of("type", "error", "error", Map.of("type", e.type(), "message", message));
    }

    @Override
    void sendError(EventStream stream, ApiException e) {
      stream.send("error", error(e));
    }
  },
  OLLAMA {
    @Override
    public Map<String, Object> error(ApiException e) {
      if (e.status() == 404 && "model".equals(e.param())) {
        // By these words clients know it.
        return Map.of("error", "model not found: " + e.message());
      }
      boolean named = e.param() == null || e.message().startsWith(e.param());
      return Map.of("error", named ? e.message() : e.param() + ": " + e.message());
    }
  };

  /** The API of a path that may have no route. */
  static Api of(String path) {
    if (path.startsWith("/api/")) {
      return OLLAMA;
    }
    return path.startsWith("/v1/messages") ? ANTHROPIC : OPENAI;
  }

  /** The body of an error. */
  public abstract Map<String, Object> error(ApiException e);

  /** Tells of an error after the answer has begun. */
  void sendError(EventStream stream, ApiException e) {
    stream.send(error(e));
  }
}
