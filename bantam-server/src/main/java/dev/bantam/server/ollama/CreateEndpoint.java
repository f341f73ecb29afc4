package dev.bantam.server.ollama;

import dev.bantam.hub.Digest;
import dev.bantam.hub.Hub;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Modelfile;
import dev.bantam.hub.Progress;
import dev.bantam.hub.VariantSettings;
import dev.bantam.hub.Variants;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.Endpoint;
import dev.bantam.server.http.Exchange;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /api/create}: a variant of a model, or a model of files that were sent before. */
final class CreateEndpoint implements Endpoint {
  private final Hub hub;

  CreateEndpoint(Hub hub) {
    this.hub = hub;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    JsonFields body = exchange.body();
    ModelName.Friendly name = OllamaNames.fresh("model", OllamaNames.model(body));
    refuseQuantising(body);
    String from = text(body, "from");
    Map<String, Digest> files = from == null ? blobs(body, "files") : Map.of();
    if (from == null && files.isEmpty()) {
      throw ApiException.bad("from", "from is missing: name a model, or give files");
    }
    Map<String, Digest> adapter = blobs(body, "adapters");
    Modelfile modelfile = modelfile(body, from == null ? name.toString() : from);
    StatusLines.run(
        exchange,
        body,
        "reading model metadata",
        progress -> create(name, modelfile, files, adapter, progress));
  }

  private void create(
      ModelName.Friendly name,
      Modelfile modelfile,
      Map<String, Digest> files,
      Map<String, Digest> adapter,
      Progress progress)
      throws IOException {
    if (!files.isEmpty()) {
      hub.home().add(name, files);
    }
    if (files.isEmpty() || !adapter.isEmpty() || changesAnything(modelfile)) {
      new Variants(hub).create(name, modelfile, adapter, progress);
    }
    progress.step("writing manifest");
  }

  private static boolean changesAnything(Modelfile modelfile) {
    return modelfile.system() != null
        || modelfile.template() != null
        || !modelfile.parameters().isEmpty()
        || !modelfile.messages().isEmpty()
        || !modelfile.licences().isEmpty();
  }

  private static Modelfile modelfile(JsonFields body, String from) {
    return new Modelfile(
        from,
        List.of(),
        text(body, "system"),
        text(body, "template"),
        parameters(body),
        messages(body),
        body.strings("license", HttpLimits.MESSAGES));
  }

  private static @Nullable String text(JsonFields body, String name) {
    String text = body.string(name, null);
    return text == null || text.isEmpty() ? null : text;
  }

  private static void refuseQuantising(JsonFields body) {
    for (String name : List.of("quantize", "quantization")) {
      JsonNode value = body.find(name);
      boolean no =
          value == null
              || value.isBoolean() && !value.booleanValue()
              || value.isString() && value.stringValue().isEmpty();
      if (!no) {
        throw ApiException.bad(
            name, name + ": models are quantised on the command line, by 'bantam quantize'");
      }
    }
  }

  private static Map<String, Digest> blobs(JsonFields body, String name) {
    Map<String, Digest> blobs = new LinkedHashMap<>();
    JsonFields files = body.object(name);
    if (files != null) {
      for (String file : files.node().propertyNames()) {
        Digest digest = Digest.parse(files.string(file));
        if (digest == null) {
          throw files.wrong(file, "sha256: and 64 hexadecimal digits");
        }
        blobs.put(file, digest);
      }
    }
    return blobs;
  }

  private static Map<String, List<String>> parameters(JsonFields body) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    JsonFields fields = body.object("parameters");
    if (fields == null) {
      return parameters;
    }
    for (Map.Entry<String, JsonNode> field : fields.node().properties()) {
      List<String> values = new ArrayList<>();
      if (field.getValue().isArray()) {
        values.addAll(fields.strings(field.getKey(), HttpLimits.STOPS));
      } else if (field.getValue().isValueNode() && !field.getValue().isNull()) {
        values.add(field.getValue().asString());
      }
      if (!values.isEmpty()) {
        parameters.put(field.getKey(), values);
      }
    }
    try {
      VariantSettings.check(parameters);
    } catch (IllegalArgumentException e) {
      throw ApiException.bad("parameters", "parameters: " + e.getMessage());
    }
    return parameters;
  }

  private static List<Modelfile.Said> messages(JsonFields body) {
    List<Modelfile.Said> messages = new ArrayList<>();
    for (JsonFields message : body.objects("messages", HttpLimits.MESSAGES)) {
      String role = message.string("role");
      if (!Modelfile.ROLES.contains(role)) {
        throw message.wrong("role", "one of " + String.join(", ", Modelfile.ROLES));
      }
      messages.add(new Modelfile.Said(role, message.string("content")));
    }
    return messages;
  }
}
