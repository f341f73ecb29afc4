package dev.bantam.server.http;

import java.time.Duration;

/**
 * How long the server waits for a client.
 *
 * @param head from the first byte of a request to the end of its headers
 * @param body from there to the end of its body; for an upload, from one part to the next
 * @param idle between two requests on a connection
 * @param write until a client takes what is sent to it
 * @param request from the end of the headers to the end of the answer
 * @param drain for running requests, when the server is told to stop
 */
public record Timeouts(
    Duration head, Duration body, Duration idle, Duration write, Duration request, Duration drain) {
  /** Those that docs/serve.md states. */
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofMinutes(10),
          Duration.ofSeconds(30));
}
