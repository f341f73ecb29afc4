package dev.bantam.server.ollama;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.hub.ModelName;
import dev.bantam.model.Models;
import dev.bantam.server.model.ServedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What lists say of a model.
 *
 * @param format {@code gguf} or {@code safetensors}
 * @param family its architecture
 * @param quantisation the type of most of its weights
 */
record ModelDetails(String format, String family, long parameters, String quantisation) {
  /** Reads them off a model's header; one that cannot be read is listed all the same. */
  static ModelDetails of(ServedModel model) throws IOException {
    try (ModelFile file = Models.open(model.local().path())) {
      return of(model, file);
    } catch (MalformedFileException e) {
      return new ModelDetails("unknown", "unknown", 0, "unknown");
    }
  }

  static ModelDetails of(ServedModel model, ModelFile file) throws MalformedFileException {
    return new ModelDetails(
        Files.isDirectory(model.local().path()) ? "safetensors" : "gguf",
        file.metadata().string("general.architecture", "unknown"),
        Models.parameters(file),
        Models.quantisation(file));
  }

  Map<String, Object> toMap(ServedModel model) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("parent_model", model.local().variant() == null ? "" : model.local().variant().from());
    map.put("format", format);
    map.put("family", family);
    map.put("families", List.of(family));
    map.put("parameter_size", size(parameters));
    map.put("quantization_level", quantisation);
    return map;
  }

  private static String size(long parameters) {
    if (parameters >= 1_000_000_000) {
      return String.format(Locale.ROOT, "%.1fB", parameters / 1e9);
    }
    return parameters >= 1_000_000
        ? String.format(Locale.ROOT, "%.2fM", parameters / 1e6)
        : String.format(Locale.ROOT, "%.2fK", parameters / 1e3);
  }

  /** A model's name as Ollama writes it: with its tag. */
  static String name(String name) throws IOException {
    return ModelName.parse(name) instanceof ModelName.Friendly friendly
        ? friendly.name() + ":" + friendly.tag()
        : name;
  }
}
