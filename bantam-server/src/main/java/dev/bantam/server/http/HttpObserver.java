package dev.bantam.server.http;

import dev.bantam.generate.Answer;

/** Learns what the server did, for metrics. Any thread may call it. */
public interface HttpObserver {
  /** Does nothing. */
  HttpObserver NONE =
      new HttpObserver() {
        @Override
        public void answered(String model, String operation, Answer answer) {}

        @Override
        public void completed(String method, String route, int status, double seconds) {}
      };

  /**
   * A model has answered.
   *
   * @param operation OpenTelemetry's name of it: {@code chat}, {@code text_completion}, {@code
   *     embeddings}
   */
  void answered(String model, String operation, Answer answer);

  /**
   * A request is done.
   *
   * @param route its pattern; {@code none} if there is none
   * @param status 499 if the client went away before
   */
  void completed(String method, String route, int status, double seconds);
}
