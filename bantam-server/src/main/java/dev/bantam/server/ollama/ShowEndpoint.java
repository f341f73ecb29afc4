package dev.bantam.server.ollama;

import dev.bantam.format.Lineage;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.generate.Generator;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.generate.chat.ChatFormat;
import dev.bantam.hub.Modelfile;
import dev.bantam.hub.Variant;
import dev.bantam.model.Architectures;
import dev.bantam.model.Models;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.ModelPool;
import dev.bantam.server.model.ServedModel;
import dev.bantam.tensor.Tensor;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/show}: a model, without loading it. */
final class ShowEndpoint implements Endpoint {
  private final ModelPool models;

  ShowEndpoint(ModelPool models) {
    this.models = models;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    JsonFields body = exchange.body();
    ServedModel model = models.find(OllamaNames.model(body));
    boolean verbose = body.truth("verbose", false);
    try (ModelFile file = Models.open(model.local().path())) {
      exchange.json(200, shown(model, file, verbose));
    }
  }

  private Map<String, Object> shown(ServedModel model, ModelFile file, boolean verbose)
      throws IOException {
    ChatTemplate template = template(model, file);
    Variant variant = model.local().variant();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("license", licence(model, file.metadata()));
    shown.put("modelfile", modelfile(model).toString());
    shown.put("parameters", variant == null ? "" : parameters(variant.parameters()));
    shown.put("template", template == null ? "" : template.source());
    if (variant != null && variant.system() != null) {
      shown.put("system", variant.system());
    }
    shown.put("details", ModelDetails.of(model, file).toMap(model));
    if (variant != null && !variant.messages().isEmpty()) {
      shown.put("messages", variant.messages());
    }
    shown.put("model_info", info(file, verbose));
    if (verbose) {
      shown.put("tensors", file.tensors().values().stream().map(ShowEndpoint::tensor).toList());
    }
    shown.put("capabilities", capabilities(file, template));
    shown.put("adapters", models.adapters(model).stream().map(ShowEndpoint::adapter).toList());
    shown.put("lineage", lineage(variant, file).toJson());
    shown.put("modified_at", model.modified().toString());
    return shown;
  }

  private static Map<String, Object> adapter(Generator.AdapterFile adapter) {
    return Map.of("name", adapter.name(), "scale", adapter.weight());
  }

  private static Lineage lineage(@Nullable Variant variant, ModelFile file) throws IOException {
    return variant == null ? Lineage.of(file) : variant.lineageOf();
  }

  private static @Nullable ChatTemplate template(ServedModel model, ModelFile file)
      throws IOException {
    Tokenizer tokenizer = Tokenizer.of(file);
    String own = model.settings().template();
    return own == null
        ? new PromptEncoder(file, tokenizer).template()
        : ChatTemplate.of("template", own, tokenizer.bosText(), tokenizer.eosText());
  }

  private static String licence(ServedModel model, Metadata metadata) throws IOException {
    Variant variant = model.local().variant();
    if (variant != null && !variant.licences().isEmpty()) {
      return String.join("\n", variant.licences());
    }
    String known = model.local().licence();
    return known != null ? known : metadata.string("general.license", "");
  }

  /** The Modelfile that would make it again; adapters by their files' names. */
  private static Modelfile modelfile(ServedModel model) {
    Variant variant = model.local().variant();
    return variant == null
        ? new Modelfile(model.name(), List.of(), null, null, Map.of(), List.of(), List.of())
        : variant.toModelfile(
            variant.adapters().stream().map(a -> a.files().getFirst().file()).toList());
  }

  /** A line for each value, as Ollama prints them. */
  private static String parameters(Map<String, List<String>> parameters) {
    List<String> lines = new ArrayList<>();
    parameters.forEach(
        (name, values) ->
            values.forEach(
                value ->
                    lines.add(
                        "%-30s %s"
                            .formatted(name, name.equals("stop") ? "\"" + value + "\"" : value))));
    return String.join("\n", lines);
  }

  /** The file's metadata; lists only if all is wanted. */
  private static Map<String, @Nullable Object> info(ModelFile file, boolean verbose) {
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    file.metadata()
        .values()
        .forEach(
            (key, value) -> {
              boolean list = value.getClass().isArray();
              info.put(key, !list ? value : verbose ? items(value) : null);
            });
    info.put("general.parameter_count", Models.parameters(file));
    return info;
  }

  private static List<Object> items(Object array) {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      items.add(Array.get(array, i));
    }
    return items;
  }

  private static Map<String, Object> tensor(Tensor tensor) {
    return Map.of("name", tensor.name(), "type", tensor.type().name(), "shape", tensor.shape());
  }

  private static List<String> capabilities(ModelFile file, @Nullable ChatTemplate template)
      throws IOException {
    if (!Architectures.wire(file, 0).facts().causal()) {
      return List.of("embedding");
    }
    List<String> capabilities = new ArrayList<>(List.of("completion"));
    ChatFormat format = ChatFormat.of(template);
    if (format.knowsTools()) {
      capabilities.add("tools");
    }
    if (format.thinks()) {
      capabilities.add("thinking");
    }
    return capabilities;
  }
}
