package dev.bantam.server.http;

import dev.bantam.generate.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Belongs to one thread; the server may end it early from another one:
 * when the client has gone, when the time for a request is over, when the server stops.
 */
public final class Exchange {
  /** What a log says of a request whose client went away, as nginx does. */
  static final int GONE = 499;

  private final Request request;
  private final Response response;
  private final ClientEndPoint client;
  private final Timeouts timeouts;
  private final HttpObserver observer;
  private final long begun = System.nanoTime();

  private final Object lock = new Object();
  private final List<Runnable> whenGone = new ArrayList<>();
  private @Nullable RuntimeException ended;
  private boolean complete;
  private volatile boolean takesLong;

  private Router.@Nullable Match match;
  private @Nullable EventStream stream;
  private int promptTokens;
  private int answerTokens;

  Exchange(
      Request request,
      Response response,
      ClientEndPoint client,
      Timeouts timeouts,
      HttpObserver observer) {
    this.request = request;
    this.response = response;
    this.client = client;
    this.timeouts = timeouts;
    this.observer = observer;
  }

  void route(Router.Match found) {
    match = found;
  }

  /** What a name of the route's pattern stands for. */
  public String path(String name) {
    String value = match == null ? null : match.parameters().get(name);
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
   * @throws ApiException 400, 408 or 413
   */
  public JsonFields body() throws IOException {
    return body(HttpLimits.BODY);
  }

  /** As {@link #body()}, of at most {@code limit} bytes. */
  public JsonFields body(int limit) throws IOException {
    byte[] bytes = new RequestBody(request).readAll(limit, timeouts.body());
    return new JsonFields(ServerJson.parse(bytes));
  }

  /** The body as it comes, for what may be large. */
  public InputStream stream() {
    return new RequestBody(request).stream(timeouts.body());
  }

  /** Sets a header of the answer; before its body. */
  public void setHeader(String name, String value) {
    response.getHeaders().put(name, value);
  }

  /** Answers with JSON. */
  public void json(int status, Object value) {
    send(status, "application/json", ServerJson.write(value));
  }

  /** Answers with bytes. */
  public void send(int status, String type, byte[] body) {
    throwIfEnded();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    write(true, body);
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
    stream = new EventStream(this, before, after);
    return stream;
  }

  /** Whether the head of the answer is on its way, so that an error can no longer change it. */
  public boolean isCommitted() {
    return response.isCommitted();
  }

  /**
   * Has {@code action} run, on some thread, if the answer must end before it is complete: the
   * client has gone, the time for a request is over, or the server stops.
   */
  public void onGone(Runnable action) {
    synchronized (lock) {
      if (ended == null) {
        whenGone.add(action);
        return;
      }
    }
    action.run();
  }

  /** Lifts the time limit: a download takes as long as it takes, and tells how far it is. */
  public void takesLong() {
    takesLong = true;
  }

  /**
   * Counts the answer of a model for the metrics and the log.
   *
   * @param operation OpenTelemetry's name of it: {@code chat}, {@code text_completion}, {@code
   *     embeddings}
   */
  public void answered(String model, String operation, Answer answer) {
    promptTokens += answer.promptTokens();
    answerTokens += answer.tokens().length;
    observer.answered(model, operation, answer);
  }

  // What follows is the server's side.

  /** The client has gone, which nothing outweighs. */
  void gone() {
    end(new UncheckedIOException(new IOException("the client has gone")));
  }

  /** Ends what is not complete: what is written from now on throws {@code why}. */
  void end(RuntimeException why) {
    List<Runnable> actions;
    synchronized (lock) {
      boolean first = ended == null && !complete;
      if (first || why instanceof UncheckedIOException) {
        ended = why;
      }
      actions = first ? List.copyOf(whenGone) : List.of();
    }
    if (!actions.isEmpty()) {
      Thread.startVirtualThread(() -> actions.forEach(Runnable::run));
    }
  }

  /** Looks at the clock. */
  void check(long now) {
    if (!takesLong && now - begun >= timeouts.request().toNanos()) {
      end(
          ApiException.timeout(
              "the request took longer than " + timeouts.request().toSeconds() + " s"));
    }
  }

  /** Nothing ends it from now on. */
  void complete() {
    synchronized (lock) {
      complete = true;
    }
    client.end();
  }

  boolean isGone() {
    synchronized (lock) {
      return ended instanceof UncheckedIOException;
    }
  }

  /** Completes an answer in parts. */
  void finish() {
    if (stream != null) {
      write(true, new byte[0]);
    }
  }

  /** Answers with an error; after an answer in parts has begun, ends it with one. */
  void fail(Api api, ApiException e) {
    synchronized (lock) {
      complete = true;
      if (!(ended instanceof UncheckedIOException)) {
        ended = null;
      }
    }
    if (!isCommitted()) {
      stream = null;
      response.getHeaders().remove(HttpHeader.CACHE_CONTROL);
      if (e.retryAfter() > 0) {
        setHeader("Retry-After", Integer.toString(e.retryAfter()));
      }
      if (e.status() == 408 || e.status() == 413 || e.status() == 503) {
        setHeader("Connection", "close");
      }
      json(e.status(), api.error(e));
    } else if (stream != null) {
      stream.fail(api, e);
      finish();
    }
  }

  int status() {
    return isGone() ? GONE : response.getStatus();
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  String method() {
    return request.getMethod();
  }

  /** The route's pattern. */
  String route() {
    return match == null ? "none" : match.route().path();
  }

  /** For the log: the path as it was sent, which has no line breaks, without what may be secret. */
  String logLine() {
    return "%s %s %d %.0f ms, %d + %d tokens"
        .formatted(
            method(),
            request.getHttpURI().getPath(),
            status(),
            seconds() * 1000,
            promptTokens,
            answerTokens);
  }

  void write(boolean last, byte[] bytes) {
    int at = 0;
    do {
      throwIfEnded();
      int length = Math.min(HttpLimits.SLICE, bytes.length - at);
      ByteBuffer slice = ByteBuffer.wrap(bytes, at, length);
      at += length;
      writeSlice(last && at == bytes.length, slice);
    } while (at < bytes.length);
  }

  private void writeSlice(boolean last, ByteBuffer slice) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    response.write(
        last, slice, Callback.from(() -> done.complete(null), done::completeExceptionally));
    try {
      done.get(timeouts.write().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      gone();
      client.close();
      throw new UncheckedIOException(new IOException("the client does not take the answer", e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("the server stops", e));
    }
  }

  private void throwIfEnded() {
    synchronized (lock) {
      if (ended != null) {
        throw ended;
      }
    }
  }
}
