package dev.bantam.hub;

import dev.bantam.generate.Message;
import dev.bantam.generate.sample.SamplingOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a variant sets, for a model that is one; of any other, nothing. */
public final class VariantSettings {
  /** Parameters that are no sampling options. */
  private static final Set<String> OTHERS =
      Set.of("num_ctx", "num_predict", "num_thread", "seed", "stop");

  /** Parameters of Ollama's engine that mean nothing here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("num_keep", "num_gpu", "num_batch", "main_gpu", "use_mmap", "use_mlock", "numa");

  private final @Nullable Variant variant;
  private final Map<String, List<String>> parameters;

  public VariantSettings(LocalModel model) {
    this.variant = model.variant();
    this.parameters = variant == null ? Map.of() : variant.parameters();
  }

  /**
   * Checks parameters before they are stored.
   *
   * @return the names of those that have no effect
   * @throws IllegalArgumentException naming one that is unknown, or has no such value
   */
  public static List<String> check(Map<String, List<String>> parameters) {
    List<String> idle = new ArrayList<>();
    parameters.forEach(
        (name, values) -> {
          if (WITHOUT_EFFECT.contains(name)) {
            idle.add(name);
          } else if (!OTHERS.contains(name)) {
            SamplingOptions.Builder builder = SamplingOptions.builder();
            SamplingParameters.set(builder, name, values.getLast());
            builder.build();
          } else if (!name.equals("stop")) {
            whole(name, values.getLast());
          }
        });
    return idle;
  }

  /** A chat template instead of the base's, or null. */
  public @Nullable String template() {
    return variant == null ? null : variant.template();
  }

  /** Texts that end an answer. */
  public List<String> stops() {
    return parameters.getOrDefault("stop", List.of());
  }

  /** What is drawn by, or null for another one each time. */
  public @Nullable Long seed() {
    Long seed = number("seed");
    return seed == null || seed == -1 ? null : seed;
  }

  /** Most tokens of an answer, {@code Integer.MAX_VALUE} for any number; null if it is not set. */
  public @Nullable Integer maxTokens() {
    Long tokens = number("num_predict");
    return tokens == null ? null : tokens < 0 ? Integer.MAX_VALUE : tokens.intValue();
  }

  /** The context in tokens; 0 if it is not set. */
  public int context() {
    Long tokens = number("num_ctx");
    return tokens == null ? 0 : tokens.intValue();
  }

  /** Threads that compute; 0 if that is not set. */
  public int threads() {
    Long threads = number("num_thread");
    return threads == null ? 0 : threads.intValue();
  }

  private @Nullable Long number(String name) {
    List<String> values = parameters.get(name);
    return values == null ? null : whole(name, values.getLast());
  }

  private static long whole(String name, String value) {
    try {
      return name.equals("seed") ? Long.parseLong(value) : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + value + "' is no value for " + name, e);
    }
  }

  /** Its sampling options by their names, to be set by {@link SamplingParameters#set}. */
  public Map<String, String> sampling() {
    Map<String, String> sampling = new LinkedHashMap<>();
    parameters.forEach(
        (name, values) -> {
          if (!OTHERS.contains(name) && !WITHOUT_EFFECT.contains(name)) {
            sampling.put(name, values.getLast());
          }
        });
    return sampling;
  }

  /**
   * What a conversation begins with.
   *
   * @param system the user's own system message, or null for the variant's
   */
  public List<Message> beginning(@Nullable String system) {
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
