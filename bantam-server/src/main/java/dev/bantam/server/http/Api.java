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
  },
  OLLAMA {
    @Override
    public Map<String, Object> error(ApiException e) {
      return Map.of("error", e.param() == null ? e.message() : e.param() + ": " + e.message());
    }
  };

  /** The body of an error. */
  public abstract Map<String, Object> error(ApiException e);
}
