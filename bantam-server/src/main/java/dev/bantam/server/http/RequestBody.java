package dev.bantam.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/** The body of a request as it comes in, with deadlines. */
final class RequestBody {
  private final Request request;

  RequestBody(Request request) {
    this.request = request;
  }

  /**
   * All of it. What is too large is read on for a while and thrown away, since a client that still
   * sends does not see an answer.
   *
   * @throws ApiException 408 or 413
   */
  byte[] readAll(int limit, Duration total) throws IOException {
    long deadline = System.nanoTime() + total.toNanos();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long length = 0;
    for (int parts = 0; parts <= HttpLimits.BODY_PARTS; parts++) {
      Content.Chunk chunk = next(deadline);
      length += chunk.remaining();
      if (length <= limit) {
        append(all, chunk.getByteBuffer());
      }
      boolean last = chunk.isLast();
      chunk.release();
      if (length > limit && (last || length > limit + HttpLimits.DISCARDED)) {
        throw tooLarge("the body is larger than " + limit + " bytes");
      }
      if (last) {
        return all.toByteArray();
      }
    }
    throw tooLarge("the body comes in more than " + HttpLimits.BODY_PARTS + " parts");
  }

  /** Part by part, for what may be large; each must come within {@code idle}. */
  InputStream stream(Duration idle) {
    return new InputStream() {
      private Content.@Nullable Chunk chunk;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        while (chunk == null || !chunk.hasRemaining()) {
          if (chunk != null && chunk.isLast()) {
            return -1;
          }
          close();
          chunk = next(System.nanoTime() + idle.toNanos());
        }
        return chunk.get(bytes, from, length);
      }

      @Override
      public void close() {
        if (chunk != null) {
          chunk.release();
          chunk = null;
        }
      }
    };
  }

  /** What comes next, before {@code deadline} in {@link System#nanoTime}. */
  private Content.Chunk next(long deadline) throws IOException {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        await(deadline);
      } else if (Content.Chunk.isFailure(chunk)) {
        throw new IOException("the body broke off", chunk.getFailure());
      } else {
        return chunk;
      }
    }
  }

  private void await(long deadline) throws IOException {
    Semaphore more = new Semaphore(0);
    request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, more::release));
    try {
      if (!more.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw ApiException.timeout("the body did not come in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server stops", e);
    }
  }

  private static void append(ByteArrayOutputStream all, ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    all.writeBytes(copy);
  }

  private static ApiException tooLarge(String message) {
    return ApiException.of(413, "invalid_request_error", "too_large", message);
  }
}
