package dev.bantam.hub;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** When to try again: after a growing pause, as long as attempts bring something. */
final class Retry {
  /** Less than this, or than a hundredth of the file, counts as nothing. */
  private static final long PROGRESS = 64 << 10;

  private final Patience patience;
  private int failures;

  Retry(Patience patience) {
    this.patience = patience;
  }

  /**
   * Pauses before the next attempt.
   *
   * @param what the file, for messages
   * @param brought bytes the failed attempt brought
   * @param total bytes of the file, or -1
   * @throws HubException.Network if enough attempts failed in a row
   */
  void pause(TransientException failure, String what, long brought, long total)
      throws HubException {
    failures = brought >= Math.max(PROGRESS, total / 100) ? 0 : failures + 1;
    Duration asked = failure.after();
    if (failures >= patience.failures()
        || asked != null && asked.compareTo(patience.longestPause()) > 0) {
      throw new HubException.Network(
          what
              + ": "
              + failure.getMessage()
              + "; a later pull goes on where this one ended"
              + (asked == null ? "" : " (it asks to wait " + asked.toSeconds() + " s)"));
    }
    Duration own = patience.backoff().multipliedBy(1L << Math.min(failures, 16));
    Duration longest = own.compareTo(patience.longestPause()) > 0 ? patience.longestPause() : own;
    try {
      Thread.sleep(asked == null ? longest : asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException.Interrupted("the pull of " + what);
    }
  }

  /** {@code Retry-After} (RFC 9110, 10.2.3): seconds or a date; null without a readable one. */
  static @Nullable Duration after(HttpHeaders headers) {
    String value = headers.firstValue("Retry-After").orElse("").strip();
    if (value.isEmpty() || value.length() > 64) {
      return null;
    }
    try {
      return Duration.ofSeconds(Math.max(0, Integer.parseInt(value)));
    } catch (NumberFormatException notSeconds) {
      return untilDate(value);
    }
  }

  private static @Nullable Duration untilDate(String value) {
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), then);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
