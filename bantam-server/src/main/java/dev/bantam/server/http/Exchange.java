package dev.bantam.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to one thread. */
public final class Exchange {
  private final Request request;
  private final Response response;
  private final Map<String, String> parameters;

  Exchange(Request request, Response response, Map<String, String> parameters) {
    this.request = request;
    this.response = response;
    this.parameters = parameters;
  }

  /** What a name of the route's pattern stands for. */
  public String path(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  /** A parameter behind the question mark, or null. */
  public @Nullable String query(String name) {
    Fields.Field field = Request.extractQueryParameters(request).get(name);
    return field == null ? null : field.getValue();
  }

  /** A header's value, or null. */
  public @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }

  /**
   * The body as a JSON object.
   *
   * @throws ApiException 400 or 413
   */
  public JsonFields body() throws IOException {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] bytes = in.readNBytes(HttpLimits.BODY + 1);
      if (bytes.length > HttpLimits.BODY) {
        throw ApiException.of(
            413,
            "invalid_request_error",
            "too_large",
            "the body is larger than " + HttpLimits.BODY + " bytes");
      }
      return new JsonFields(ServerJson.parse(bytes));
    }
  }

  /** The body as it comes, for what may be large. */
  public InputStream stream() {
    return Content.Source.asInputStream(request);
  }

  /** Answers with JSON. */
  public void json(int status, Object value) {
    send(status, "application/json", ServerJson.write(value));
  }

  /** Answers with bytes. */
  public void send(int status, String type, byte[] body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    write(true, body);
  }

  /** Sets a header of the answer; before its body. */
  public void setHeader(String name, String value) {
    response.getHeaders().put(name, value);
  }

  /** Answers with server-sent events, one by one. */
  public EventStream events() {
    return begin("text/event-stream", "data: ", "\n\n");
  }

  /** Answers with JSON lines, one by one, as Ollama does. */
  public EventStream lines() {
    return begin("application/x-ndjson", "", "\n");
  }

  private EventStream begin(String type, String before, String after) {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    return new EventStream(this, before, after);
  }

  /** Whether the head of the answer is on its way, so that an error can no longer change it. */
  public boolean isCommitted() {
    return response.isCommitted();
  }

  /**
   * Has {@code action} run, on some thread, if the client goes away before the answer is complete.
   */
  public void onGone(Runnable action) {
    Request.addCompletionListener(
        request,
        failure -> {
          if (failure != null) {
            action.run();
          }
        });
  }

  void write(boolean last, byte[] bytes) {
    try (Blocker.Callback blocker = Blocker.callback()) {
      response.write(last, ByteBuffer.wrap(bytes), blocker);
      blocker.block();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OutputStream output() {
    return Content.Sink.asOutputStream(response);
  }
}
