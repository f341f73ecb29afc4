package dev.bantam.hub;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A stream that is broken off when it brings too little for too long: the JDK's client waits for a
 * body without end.
 */
final class StallWatch extends InputStream {
  private final InputStream in;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long arrived;
  private volatile boolean stalled;

  StallWatch(InputStream in, Patience patience) {
    this.in = in;
    Thread.ofVirtual().name("bantam-stall-watch").start(() -> watch(patience));
  }

  private void watch(Patience patience) {
    long window = patience.stall().toMillis();
    long least = Math.max(1, patience.bytesPerSecond() * window / TimeUnit.SECONDS.toMillis(1));
    try {
      for (long before = 0; !closed.await(window, TimeUnit.MILLISECONDS); before = arrived) {
        if (arrived - before < least) {
          stalled = true;
          in.close();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      stalled = true; // the reader meets the broken stream itself
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    int n;
    try {
      n = in.read(bytes, from, count);
    } catch (IOException e) {
      if (stalled) {
        throw new IOException("it became too slow", e);
      }
      throw e;
    }
    if (stalled) {
      throw new IOException("it became too slow");
    }
    arrived = Math.addExact(arrived, Math.max(n, 0)); // the reader alone writes it
    return n;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    in.close();
  }
}
