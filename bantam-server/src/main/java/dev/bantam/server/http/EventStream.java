package dev.bantam.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An answer in parts. {@link #send} blocks while the client is slow, up to the write deadline; it
 * throws {@link java.io.UncheckedIOException} when the client is gone.
 */
public final class EventStream implements AutoCloseable {
  private final Exchange exchange;
  private final byte[] before;
  private final byte[] after;

  EventStream(Exchange exchange, String before, String after) {
    this.exchange = exchange;
    this.before = before.getBytes(StandardCharsets.UTF_8);
    this.after = after.getBytes(StandardCharsets.UTF_8);
  }

  /** Sends JSON. */
  public void send(Object value) {
    sendRaw(ServerJson.write(value));
  }

  /** Sends JSON as a server-sent event with a name. */
  public void send(String event, Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("event: " + event + "\n").getBytes(StandardCharsets.UTF_8));
    append(out, ServerJson.write(value));
    exchange.write(false, out.toByteArray());
  }

  /** Sends text as it is, such as {@code [DONE]}. */
  public void sendText(String text) {
    sendRaw(text.getBytes(StandardCharsets.UTF_8));
  }

  private void sendRaw(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    append(out, bytes);
    exchange.write(false, out.toByteArray());
  }

  private void append(ByteArrayOutputStream out, byte[] bytes) {
    out.writeBytes(before);
    out.writeBytes(bytes);
    out.writeBytes(after);
  }

  /** Completes the answer. */
  @Override
  public void close() {
    exchange.write(true, new byte[0]);
  }
}
