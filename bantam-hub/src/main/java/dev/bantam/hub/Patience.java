package dev.bantam.hub;

import java.time.Duration;

/**
 * How long a pull waits for what.
 *
 * @param connect for a connection; short, since the next source may be better
 * @param answer from the request to the answer's head
 * @param stall the time in which at least {@code stall} × {@code bytesPerSecond} bytes must arrive
 * @param bytesPerSecond the slowest transfer that is waited for
 * @param failures how many attempts in a row may bring next to nothing
 * @param backoff the pause after the first failure; it doubles with each further one
 * @param longestPause the longest pause, also when a server asks for a longer one
 */
record Patience(
    Duration connect,
    Duration answer,
    Duration stall,
    long bytesPerSecond,
    int failures,
    Duration backoff,
    Duration longestPause) {
  static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          1024,
          6,
          Duration.ofMillis(500),
          Duration.ofSeconds(60));
}
