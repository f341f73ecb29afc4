package dev.bantam.cli;

import dev.bantam.generate.Message;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.Modelfile;
import dev.bantam.hub.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a variant sets, for a model that is one. */
final class VariantSettings {
  /** Parameters that are no sampling options. */
  private static final Set<String> OTHERS =
      Set.of("num_ctx", "num_predict", "num_thread", "seed", "stop");

  /** Parameters of Ollama's engine that mean nothing here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("num_keep", "num_gpu", "num_batch", "main_gpu", "use_mmap", "use_mlock", "numa");

  private final @Nullable Variant variant;
  private final Map<String, List<String>> parameters;

  VariantSettings(LocalModel model) {
    this.variant = model.variant();
    this.parameters = variant == null ? Map.of() : variant.parameters();
  }

  /**
   * Checks parameters before they are stored, and tells of those that have no effect.
   *
   * @throws Failures.UsageException naming one that is unknown, or has no such value
   */
  static void check(Map<String, List<String>> parameters) {
    SamplingArguments sampling = new SamplingArguments();
    parameters.forEach(
        (name, values) -> {
          if (WITHOUT_EFFECT.contains(name)) {
            System.err.println("bantam: PARAMETER " + name + " has no effect here");
          } else if (!OTHERS.contains(name)) {
            sampling.set(name, values.getLast());
          } else if (!name.equals("stop")) {
            whole(name, values.getLast());
          }
        });
  }

  @Nullable String template() {
    return variant == null ? null : variant.template();
  }

  List<String> stops() {
    return parameters.getOrDefault("stop", List.of());
  }

  @Nullable Long seed() {
    return parameters.containsKey("seed") ? whole("seed", parameters.get("seed").getLast()) : null;
  }

  int integer(String name, int fallback) {
    List<String> values = parameters.get(name);
    return values == null ? fallback : Math.toIntExact(whole(name, values.getLast()));
  }

  private static long whole(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new Failures.UsageException("'" + value + "' is no value for " + name);
    }
  }

  /** Hands sampling options over, which count less than what the user has asked for. */
  void prefer(SamplingArguments sampling) {
    parameters.forEach(
        (name, values) -> {
          if (!OTHERS.contains(name) && !WITHOUT_EFFECT.contains(name)) {
            sampling.prefer(name, values.getLast());
          }
        });
  }

  /**
   * What a conversation begins with.
   *
   * @param system the user's own system message, or null for the variant's
   */
  List<Message> beginning(@Nullable String system) {
    List<Message> messages = new ArrayList<>();
    String said = system == null && variant != null ? variant.system() : system;
    if (said != null) {
      messages.add(Message.system(said));
    }
    if (variant != null) {
      for (Modelfile.Said one : variant.messages()) {
        messages.add(new Message(one.role(), one.content()));
      }
    }
    return messages;
  }
}
