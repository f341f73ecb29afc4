package dev.bantam.server.model;

import dev.bantam.hub.Hub;
import dev.bantam.hub.HubException;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.Manifest;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Progress;
import dev.bantam.server.http.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From names as clients write them to models on this machine. Such a name is never a path. */
final class ModelNames {
  private static final String ENDING = ".gguf";

  private final Hub hub;
  private final @Nullable ServedModel own;

  /**
   * @param own the model that the operator named, a path too, which is fetched if it is not here;
   *     or null
   */
  ModelNames(Hub hub, @Nullable String own) throws IOException {
    this.hub = hub;
    this.own = own == null ? null : own(ModelName.parse(own));
  }

  private ServedModel own(ModelName name) throws IOException {
    LocalModel local = hub.resolve(name, Progress.NONE);
    if (!(name instanceof ModelName.Local(Path path))) {
      return served(local);
    }
    // Its path is nobody's business.
    String file = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    return new ServedModel(withoutEnding(file), local, null);
  }

  private static String withoutEnding(String file) {
    return file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file;
  }

  /** The model that the operator named, or null. */
  @Nullable ServedModel own() {
    return own;
  }

  /**
   * The model of a name; the operator's for none.
   *
   * @throws ApiException 404 if it is not on this machine, 400 if there is no name and no
   *     operator's model
   */
  ServedModel find(@Nullable String name) throws IOException {
    if (name == null || name.isBlank()) {
      if (own == null) {
        throw ApiException.bad("model", "model is missing: name one of those on this machine");
      }
      return own;
    }
    if (own != null && (name.equals(own.name()) || withoutEnding(name).equals(own.name()))) {
      return own;
    }
    try {
      ModelName parsed = ModelName.parse(name);
      if (own != null
          && own.manifest() == null
          && parsed instanceof ModelName.Friendly friendly
          && friendly.toString().equals(own.name())) {
        return own; // NAME:latest
      }
      LocalModel local = parsed instanceof ModelName.Local ? null : hub.find(parsed);
      if (local != null) {
        return served(local);
      }
    } catch (HubException.BadName e) {
      throw ApiException.noModel(name);
    } catch (HubException.Storage e) { // whose message names paths
      throw ApiException.of(
          500,
          "api_error",
          "model_not_loaded",
          "'%s' lacks files on this machine; pull it, or make it, again".formatted(name));
    }
    throw ApiException.noModel(name);
  }

  private ServedModel served(LocalModel local) throws IOException {
    return new ServedModel(local.name(), local, hub.home().find(ModelName.parse(local.name())));
  }

  /** Every model of the store, by name, and the operator's. */
  List<ServedModel> list() throws IOException {
    List<ServedModel> models = new ArrayList<>();
    for (Manifest manifest : hub.home().list()) {
      try {
        LocalModel local = hub.find(ModelName.parse(manifest.name()));
        if (local != null) {
          models.add(new ServedModel(manifest.name(), local, manifest));
        }
      } catch (HubException.Storage e) {
        // One that lacks files is none that can be asked for.
      }
    }
    if (own != null && models.stream().noneMatch(model -> model.name().equals(own.name()))) {
      models.add(own);
    }
    return models;
  }
}
