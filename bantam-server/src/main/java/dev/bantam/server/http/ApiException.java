package dev.bantam.server.http;

import org.jspecify.annotations.Nullable;

/** A request that cannot be answered, in a client's words: never with a path or a stack trace. */
public final class ApiException extends RuntimeException {
  private final int status;
  private final String type;
  private final @Nullable String code;
  private final @Nullable String param;
  private final int retryAfter;

  private ApiException(
      int status,
      String type,
      @Nullable String code,
      @Nullable String param,
      String message,
      int retryAfter) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
    this.retryAfter = retryAfter;
  }

  /**
   * 400: {@code param}, such as {@code messages[0].role}, is missing, malformed or out of range.
   */
  public static ApiException bad(@Nullable String param, String message) {
    return new ApiException(400, "invalid_request_error", null, param, message, 0);
  }

  /** 404: there is no model of that name. */
  public static ApiException noModel(String name) {
    return new ApiException(
        404,
        "not_found_error",
        "model_not_found",
        "model",
        "there is no model '%s' here".formatted(name),
        0);
  }

  /** 429: come back in so many seconds. */
  public static ApiException busy(String message, int retryAfter) {
    return new ApiException(429, "rate_limit_error", "busy", null, message, retryAfter);
  }

  /** 408: something took too long. */
  static ApiException timeout(String message) {
    return new ApiException(408, "timeout_error", "timeout", null, message, 0);
  }

  /** 503: the server stops; another may run in so many seconds. */
  public static ApiException stopping(int retryAfter) {
    return new ApiException(
        503, "overloaded_error", "stopping", null, "the server is stopping", retryAfter);
  }

  /** Any other status. */
  public static ApiException of(int status, String type, @Nullable String code, String message) {
    return new ApiException(status, type, code, null, message, 0);
  }

  public int status() {
    return status;
  }

  public String type() {
    return type;
  }

  public @Nullable String code() {
    return code;
  }

  public @Nullable String param() {
    return param;
  }

  /** Seconds after which to try again; 0 where that is not to be said. */
  public int retryAfter() {
    return retryAfter;
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}
