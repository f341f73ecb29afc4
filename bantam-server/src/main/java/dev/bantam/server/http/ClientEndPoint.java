package dev.bantam.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, which is looked after while Jetty does not read it. Jetty reads nothing
 * while it handles a request, so it would learn that a client has gone only when it writes. Here
 * {@link #check} reads ahead in the meantime: the end of the stream ends the request; other bytes
 * (a pipelined request) are kept, and are what Jetty reads next.
 */
final class ClientEndPoint extends SocketChannelEndPoint {
  private static final byte[] TOO_SLOW = tooSlow();

  private final Timeouts timeouts;
  private final Object lock = new Object();
  private final ByteBuffer ahead = BufferUtil.allocate(HttpLimits.HEAD);
  private @Nullable Exchange exchange;
  private boolean inHead;
  private long deadline;

  ClientEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      Timeouts timeouts) {
    super(channel, selector, key, scheduler);
    this.timeouts = timeouts;
    this.deadline = System.nanoTime() + timeouts.idle().toNanos();
  }

  /** A request's head has come. */
  void begin(Exchange begun) {
    synchronized (lock) {
      exchange = begun;
      inHead = false;
    }
  }

  /** It is answered; the next one may come. */
  void end() {
    synchronized (lock) {
      exchange = null;
      deadline = System.nanoTime() + timeouts.idle().toNanos();
    }
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    synchronized (lock) {
      int filled = ahead.hasRemaining() ? take(buffer) : super.fill(buffer);
      if (filled > 0 && exchange == null && !inHead) {
        inHead = true;
        deadline = System.nanoTime() + timeouts.head().toNanos();
      }
      return filled;
    }
  }

  private int take(ByteBuffer buffer) {
    int position = BufferUtil.flipToFill(buffer);
    int taken = BufferUtil.put(ahead, buffer);
    BufferUtil.flipToFlush(buffer, position);
    return taken;
  }

  /** Jetty waits for bytes. The selector knows nothing of those that were read ahead. */
  @Override
  protected void needsFillInterest() {
    synchronized (lock) {
      if (!ahead.hasRemaining()) {
        super.needsFillInterest();
        return;
      }
    }
    Thread.startVirtualThread(() -> getFillInterest().fillable());
  }

  /** Looks whether the client is still there and in time. Called several times a second. */
  void check(long now) {
    Exchange running;
    boolean late;
    boolean gone = false;
    boolean slow;
    synchronized (lock) {
      running = exchange;
      late = running == null && now - deadline >= 0;
      slow = late && inHead;
      if (running != null && !isFillInterested()) {
        gone = !readAhead();
      }
    }
    if (gone) {
      running.gone();
      close();
    } else if (running != null) {
      running.check(now);
    } else if (late) {
      tell(slow);
      close();
    }
  }

  /** Reads what is there without waiting; false at the end of the stream. */
  private boolean readAhead() {
    int position = BufferUtil.flipToFill(ahead);
    try {
      return !ahead.hasRemaining() || getChannel().read(ahead) >= 0;
    } catch (IOException e) {
      return false;
    } finally {
      BufferUtil.flipToFlush(ahead, position);
    }
  }

  private void tell(boolean slow) {
    if (slow) {
      try {
        getChannel().write(ByteBuffer.wrap(TOO_SLOW));
      } catch (IOException e) {
        // It is closed next.
      }
    }
  }

  private static byte[] tooSlow() {
    byte[] body =
        ServerJson.write(
            Api.OPENAI.error(ApiException.timeout("the request's head did not come in time")));
    String head =
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }
}
