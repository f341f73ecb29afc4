package dev.bantam.server.http;

/** Answers the requests of one route. Runs on a thread of its own and may block. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Answers a request.
   *
   * @throws ApiException for what the client did wrong, or shall know
   * @throws Exception for anything else: the client is told of an internal error
   */
  void handle(Exchange exchange) throws Exception;
}
