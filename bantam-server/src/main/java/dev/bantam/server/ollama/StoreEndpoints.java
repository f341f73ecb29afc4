package dev.bantam.server.ollama;

import dev.bantam.hub.Digest;
import dev.bantam.hub.Hub;
import dev.bantam.hub.HubException;
import dev.bantam.hub.ModelName;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.ModelPool;
import java.io.IOException;
import java.io.InputStream;

/** {@code /api/copy}, {@code /api/delete} and {@code /api/blobs}. */
final class StoreEndpoints {
  private static final byte[] NOTHING = new byte[0];

  private final Hub hub;
  private final ModelPool models;

  StoreEndpoints(Hub hub, ModelPool models) {
    this.hub = hub;
    this.models = models;
  }

  void copy(Exchange exchange) throws IOException {
    JsonFields body = exchange.body();
    String source = body.string("source");
    ModelName from = hub.storedName(OllamaNames.stored(source));
    ModelName.Friendly to = OllamaNames.fresh("destination", body.string("destination"));
    if (hub.home().find(from) == null) {
      throw ApiException.noModel(source);
    }
    try {
      hub.home().copy(from, to);
    } catch (HubException e) {
      throw HubFailures.of(e);
    }
    exchange.send(200, "text/plain", NOTHING);
  }

  void delete(Exchange exchange) throws IOException {
    String name = OllamaNames.model(exchange.body());
    ModelName model = hub.storedName(OllamaNames.stored(name));
    if (hub.home().find(model) == null) {
      throw ApiException.noModel(name);
    }
    try {
      models.unload(name);
      hub.home().remove(model);
    } catch (HubException e) {
      throw HubFailures.of(e);
    }
    exchange.send(200, "text/plain", NOTHING);
  }

  void hasBlob(Exchange exchange) throws IOException {
    Digest digest = digest(exchange.path("digest"));
    if (!hub.home().has(digest)) {
      throw ApiException.of(404, "not_found_error", "no_blob", "there is no such blob here");
    }
    exchange.send(200, "text/plain", NOTHING);
  }

  void receiveBlob(Exchange exchange) throws IOException {
    Digest digest = digest(exchange.path("digest"));
    String length = exchange.header("Content-Length");
    if (hub.home().has(digest)) {
      exchange.send(200, "text/plain", NOTHING);
      return;
    }
    try (InputStream in = exchange.stream()) {
      hub.home().receive(digest, in, length == null ? -1 : Long.parseLong(length));
    } catch (HubException.Integrity e) {
      throw ApiException.bad("digest", "digest: " + e.getMessage());
    } catch (HubException e) {
      throw HubFailures.of(e);
    }
    exchange.send(201, "text/plain", NOTHING);
  }

  /** Of {@code sha256:HEX}; nothing else names a blob. */
  static Digest digest(String text) {
    Digest digest = Digest.parse(text);
    if (digest == null) {
      throw ApiException.bad(
          "digest", "digest must be sha256: and 64 lower-case hexadecimal digits");
    }
    return digest;
  }
}
