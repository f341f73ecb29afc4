package dev.bantam.server.index;

import dev.bantam.format.Sha256;
import dev.bantam.retrieve.DocumentIndex;
import dev.bantam.retrieve.Encoder;
import dev.bantam.retrieve.IndexHome;
import dev.bantam.retrieve.IndexSettings;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import dev.bantam.server.model.ModelPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The indexes that requests may name. A request asks one: what lies in another is not found in it.
 * Each is opened when it is first asked, and its encoder is one of the server's models.
 */
public final class ServedIndexes implements AutoCloseable {
  private final @Nullable Map<String, Path> named;
  private final IndexHome home;
  private final ModelPool models;
  private final Map<String, DocumentIndex> opened = new HashMap<>();

  /**
   * @param named the folders of all that are served; null for those of the home
   */
  public ServedIndexes(@Nullable Map<String, Path> named, IndexHome home, ModelPool models) {
    this.named = named;
    this.home = home;
    this.models = models;
  }

  /** The names, sorted. */
  public List<String> names() throws IOException {
    return named == null ? home.names() : named.keySet().stream().sorted().toList();
  }

  /**
   * The index that a request names by its field {@code index}; for none, the only one, or {@link
   * IndexHome#DEFAULT}.
   *
   * @throws ApiException 404 if it is not served, 500 if it cannot be opened
   */
  public DocumentIndex of(JsonFields body) throws IOException {
    List<String> names = names();
    String only = names.size() == 1 ? names.getFirst() : IndexHome.DEFAULT;
    String name = body.string("index", null);
    String wanted = name == null || name.isBlank() ? only : name;
    if (!names.contains(wanted)) {
      throw ApiException.of(
          404,
          "not_found_error",
          "index_not_found",
          "there is no index '%s' here; there are %s".formatted(wanted, names));
    }
    return open(wanted);
  }

  private synchronized DocumentIndex open(String name) {
    DocumentIndex known = opened.get(name);
    if (known == null) {
      known = opened(name);
      opened.put(name, known);
    }
    return known;
  }

  private DocumentIndex opened(String name) {
    Path folder = named == null ? home.folder(name) : named.get(name);
    try {
      IndexSettings settings = DocumentIndex.settings(folder);
      Encoder encoder = settings.hasVectors() ? encoder(settings.encoder()) : null;
      return DocumentIndex.open(folder, encoder);
    } catch (IOException | IllegalArgumentException e) { // whose messages name paths
      throw ApiException.of(
          500,
          "api_error",
          "index_not_opened",
          "the index '%s' cannot be opened here; its operator learns why from 'bantam search'"
              .formatted(name));
    }
  }

  private Encoder encoder(String name) throws IOException {
    try (Lease lease = models.lease(name)) {
      return new PooledEncoder(models, name, Sha256.of(lease.model().path()));
    }
  }

  /** What each holds: its name, and {@link DocumentIndex.Facts}. */
  public List<Map<String, Object>> facts() throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (String name : names()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("name", name);
      try {
        facts.putAll(open(name).facts().fields());
      } catch (ApiException e) {
        facts.put("error", e.message());
      }
      all.add(facts);
    }
    return all;
  }

  @Override
  public synchronized void close() throws IOException {
    for (DocumentIndex index : opened.values()) {
      index.close();
    }
    opened.clear();
  }
}
