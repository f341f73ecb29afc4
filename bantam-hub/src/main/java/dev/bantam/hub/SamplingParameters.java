package dev.bantam.hub;

import dev.bantam.generate.sample.SamplingOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sampling options by Ollama's names for them, as variants, chats and Ollama's clients give them.
 *
 * <p>Source: ollama/ollama, docs/modelfile.mdx, "Valid Parameters and Values".
 */
public final class SamplingParameters {
  /** The names that {@link #set} knows. */
  public static final List<String> NAMES = List.copyOf(shown(SamplingOptions.DEFAULT).keySet());

  private SamplingParameters() {}

  /**
   * Sets one option.
   *
   * @throws IllegalArgumentException if there is none of that name, or it has no such value
   */
  public static void set(SamplingOptions.Builder builder, String name, String value) {
    try {
      switch (name) {
        case "temperature" -> builder.temperature(Float.parseFloat(value));
        case "top_k" -> builder.topK(Math.max(0, Integer.parseInt(value))); // -1 is off too
        case "top_p" -> builder.topP(Float.parseFloat(value));
        case "min_p" -> builder.minP(Float.parseFloat(value));
        case "typical_p" -> builder.typicalP(Float.parseFloat(value));
        case "repeat_penalty" -> builder.repeatPenalty(Float.parseFloat(value));
        case "repeat_last_n" -> builder.penaltyLastN(Integer.parseInt(value));
        case "presence_penalty" -> builder.presencePenalty(Float.parseFloat(value));
        case "frequency_penalty" -> builder.frequencyPenalty(Float.parseFloat(value));
        case "mirostat" -> builder.mirostat(Integer.parseInt(value));
        case "mirostat_tau" -> builder.mirostatTau(Float.parseFloat(value));
        case "mirostat_eta" -> builder.mirostatEta(Float.parseFloat(value));
        default ->
            throw new IllegalArgumentException(
                "no parameter is called '" + name + "'; there are " + NAMES);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + value + "' is no value for " + name, e);
    }
  }

  /** The options that {@link #set} knows, with their values. */
  public static Map<String, Object> shown(SamplingOptions options) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("temperature", options.temperature());
    shown.put("top_k", options.topK());
    shown.put("top_p", options.topP());
    shown.put("min_p", options.minP());
    shown.put("typical_p", options.typicalP());
    shown.put("repeat_penalty", options.repeatPenalty());
    shown.put("repeat_last_n", options.penaltyLastN());
    shown.put("presence_penalty", options.presencePenalty());
    shown.put("frequency_penalty", options.frequencyPenalty());
    shown.put("mirostat", options.mirostat());
    shown.put("mirostat_tau", options.mirostatTau());
    shown.put("mirostat_eta", options.mirostatEta());
    return shown;
  }
}
