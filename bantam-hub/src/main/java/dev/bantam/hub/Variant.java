package dev.bantam.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.bantam.format.Json;
import dev.bantam.format.Lineage;
import dev.bantam.format.MalformedFileException;
import dev.bantam.hub.Modelfile.Said;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a named variant adds to its base. The manifest's files are the base's, shared with it.
 *
 * @param from the base, as the user named it
 * @param path the base's file or folder, if that is not in the store; else null
 * @param adapters what is added to the weights
 * @param system the system message, or null
 * @param template a chat template instead of the base's, or null
 * @param parameters values by Ollama's names; {@code stop} may have several
 * @param messages said before a conversation begins
 * @param licences texts
 * @param lineage as {@link dev.bantam.format.Lineage#toJson}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Variant(
    String from,
    @Nullable String path,
    List<Attached> adapters,
    @Nullable String system,
    @Nullable String template,
    Map<String, List<String>> parameters,
    List<Said> messages,
    List<String> licences,
    Map<String, Object> lineage) {

  /**
   * An adapter.
   *
   * @param weight by what its effect is multiplied
   * @param files one GGUF file, or those of a PEFT folder
   */
  public record Attached(float weight, List<Manifest.Item> files) {
    public Attached {
      files = List.copyOf(files);
    }
  }

  public Variant {
    adapters = List.copyOf(adapters);
    messages = List.copyOf(messages);
    licences = List.copyOf(licences);
  }

  /** How it came to be. */
  public Lineage lineageOf() throws MalformedFileException {
    return Lineage.fromJson(from, Json.parseObject(from, Json.write(lineage)));
  }

  /**
   * The Modelfile that would make this variant again.
   *
   * @param adapterPaths where its adapters lie
   */
  public Modelfile toModelfile(List<String> adapterPaths) {
    List<Modelfile.Attach> attached = new ArrayList<>();
    for (int i = 0; i < adapters.size(); i++) {
      attached.add(new Modelfile.Attach(adapterPaths.get(i), adapters.get(i).weight()));
    }
    return new Modelfile(from, attached, system, template, parameters, messages, licences);
  }

  /** This variant's settings over those of a variant that it is made from. */
  Variant over(Variant base) {
    List<Attached> both = new ArrayList<>(base.adapters);
    both.addAll(adapters);
    Map<String, List<String>> settings = new LinkedHashMap<>(base.parameters);
    settings.putAll(parameters);
    List<String> texts = new ArrayList<>(base.licences);
    texts.addAll(licences);
    return new Variant(
        base.from,
        base.path,
        both,
        system == null ? base.system : system,
        template == null ? base.template : template,
        settings,
        messages.isEmpty() ? base.messages : messages,
        texts,
        lineage);
  }
}
