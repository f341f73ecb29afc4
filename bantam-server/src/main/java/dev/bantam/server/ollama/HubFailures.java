package dev.bantam.server.ollama;

import dev.bantam.hub.HubException;
import dev.bantam.server.http.ApiException;

/** From what went wrong in the store, or on the way to it, to what a client is told. */
final class HubFailures {
  private HubFailures() {}

  static ApiException of(HubException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case HubException.BadName _ ->
          ApiException.of(404, "not_found_error", "model_not_found", message);
      case HubException.Network _ -> ApiException.of(502, "api_error", "source_failed", message);
      case HubException.Integrity _ -> ApiException.of(502, "api_error", "source_failed", message);
      // Its message names paths of this machine.
      case HubException.Storage _ ->
          ApiException.of(
              500,
              "api_error",
              "storage",
              "the models' home could not be read or written; is the disk full?");
      case HubException.Interrupted _ ->
          ApiException.of(503, "overloaded_error", "stopping", "the server stops");
    };
  }
}
