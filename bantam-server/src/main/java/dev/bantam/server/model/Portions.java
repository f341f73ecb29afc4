package dev.bantam.server.model;

import dev.bantam.server.http.Exchange;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Work on many texts of a request, a few at a time, so that others' answers go on meanwhile. */
public final class Portions {
  private static final int TOGETHER = 8;

  private Portions() {}

  /**
   * Hands out a few after the other.
   *
   * @param exchange nothing more is done after its client has gone
   * @throws CancellationException if it has
   */
  public static <T> void each(List<T> all, Exchange exchange, Consumer<List<T>> work) {
    AtomicBoolean gone = new AtomicBoolean();
    exchange.onGone(() -> gone.set(true));
    for (int from = 0; from < all.size(); from += TOGETHER) {
      if (gone.get()) {
        throw new CancellationException("the client has gone");
      }
      work.accept(all.subList(from, Math.min(all.size(), from + TOGETHER)));
    }
  }
}
