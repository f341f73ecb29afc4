package dev.bantam.server.model;

import dev.bantam.generate.Generator;
import dev.bantam.hub.Hub;
import dev.bantam.hub.HubException;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.ModelName;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.http.ApiException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The models that are loaded: each when it is first asked for, until it has been idle. */
public final class ModelPool implements AutoCloseable {
  private final Hub hub;
  private final ServerSettings settings;
  private final Map<String, Lease> loaded = new HashMap<>();

  public ModelPool(Hub hub, ServerSettings settings) {
    this.hub = hub;
    this.settings = settings;
  }

  /**
   * A model for one request, loaded if it is not yet; give it back by closing the lease.
   *
   * @throws ApiException 404 if it is not on this machine
   */
  public synchronized Lease lease(String name) throws IOException {
    Lease known = loaded.get(name);
    if (known != null) {
      return known;
    }
    LocalModel model = find(name);
    Lease lease = new Lease(model, Generator.open(model.path(), settings.generator()));
    loaded.put(name, lease);
    return lease;
  }

  private LocalModel find(String name) throws IOException {
    try {
      LocalModel model = hub.find(ModelName.parse(name));
      if (model != null) {
        return model;
      }
    } catch (HubException.BadName e) {
      throw ApiException.noModel(name);
    }
    throw ApiException.noModel(name);
  }

  @Override
  public synchronized void close() {
    for (Lease lease : loaded.values()) {
      try {
        lease.generator().close();
      } catch (IOException e) {
        // There is nothing left that it could be closed for.
      }
    }
    loaded.clear();
  }
}
