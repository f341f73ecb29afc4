package dev.bantam.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An answer in parts. {@link #send} blocks while the client is slow, up to the write deadline; it
 * throws {@link java.io.UncheckedIOException} when the client is gone, and {@link ApiException}
 * when the time for the request is over.
 */
public final class EventStream implements AutoCloseable {
  private final Exchange exchange;
  private final byte[] before;
  private final byte[] after;
  private boolean closed;

  EventStream(Exchange exchange, String before, String after) {
    this.exchange = exchange;
    this.before = before.getBytes(StandardCharsets.UTF_8);
    this.after = after.getBytes(StandardCharsets.UTF_8);
  }

  /** Sends JSON. */
  public void send(Object value) {
    send("", ServerJson.write(value));
  }

  /** Sends JSON as a server-sent event with a name. */
  public void send(String event, Object value) {
    send("event: " + event + "\n", ServerJson.write(value));
  }

  /** Sends text as it is, such as {@code [DONE]}. */
  public void sendText(String text) {
    send("", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends an error, after which nothing comes. */
  void fail(Api api, ApiException e) {
    closed = false;
    api.sendError(this, e);
    closed = true;
  }

  private void send(String head, byte[] bytes) {
    if (closed) {
      throw new IllegalStateException("the answer has ended");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(before);
    out.writeBytes(bytes);
    out.writeBytes(after);
    exchange.write(false, out.toByteArray());
  }

  /**
   * Ends the answer. The server completes it when the endpoint has returned; if that fails instead,
   * after an event that says so.
   */
  @Override
  public void close() {
    closed = true;
  }
}
