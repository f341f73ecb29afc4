package dev.bantam.server.ollama;

import dev.bantam.hub.HubException;
import dev.bantam.hub.ModelName;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import org.jspecify.annotations.Nullable;

/** Names of models in requests. */
final class OllamaNames {
  private OllamaNames() {}

  /** The field {@code model}, or {@code name} as it was called before. */
  static String model(JsonFields body) {
    @Nullable String model = body.string("model", null);
    return model == null || model.isEmpty()
        ? body.string(body.has("name") ? "name" : "model")
        : model;
  }

  /**
   * A model of the store.
   *
   * @throws ApiException 404 if it can be none
   */
  static ModelName stored(String name) {
    try {
      ModelName parsed = ModelName.parse(name);
      if (!(parsed instanceof ModelName.Local)) {
        return parsed;
      }
    } catch (HubException.BadName e) {
      // Nothing has such a name.
    }
    throw ApiException.noModel(name);
  }

  /**
   * A name for a model that is to be made.
   *
   * @throws ApiException 400 if it is not NAME or NAME:TAG
   */
  static ModelName.Friendly fresh(String param, String name) {
    try {
      if (ModelName.parse(name) instanceof ModelName.Friendly friendly) {
        return friendly;
      }
    } catch (HubException.BadName e) {
      // Said below.
    }
    throw ApiException.bad(
        param, param + " must be NAME or NAME:TAG of letters, digits, '.', '_' and '-'");
  }
}
