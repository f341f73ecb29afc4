package dev.bantam.cli;

import dev.bantam.generate.sample.SamplingOptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** llama.cpp's sampling options, under its names. */
final class SamplingArguments {
  private SamplingOptions options = SamplingOptions.DEFAULT;

  /** The options as set so far. */
  SamplingOptions options() {
    return options;
  }

  @Option(
      names = "--temp",
      paramLabel = "T",
      description = "Temperature; 0 is greedy; default 0.8.")
  void temperature(float value) {
    options = options.toBuilder().temperature(value).build();
  }

  @Option(names = "--dynatemp-range", paramLabel = "R", description = "Dynamic temperature range.")
  void dynamicTemperature(float value) {
    options = options.toBuilder().dynamicTemperature(value).build();
  }

  @Option(names = "--dynatemp-exp", paramLabel = "E", description = "Dynamic temperature exponent.")
  void dynamicTemperatureExponent(float value) {
    options = options.toBuilder().dynamicTemperatureExponent(value).build();
  }

  @Option(names = "--top-k", paramLabel = "K", description = "Most tokens drawn from; default 40.")
  void topK(int value) {
    options = options.toBuilder().topK(value).build();
  }

  @Option(names = "--top-p", paramLabel = "P", description = "Nucleus sampling; default 0.95.")
  void topP(float value) {
    options = options.toBuilder().topP(value).build();
  }

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "Least part of the best; default 0.05.")
  void minP(float value) {
    options = options.toBuilder().minP(value).build();
  }

  @Option(names = "--typical", paramLabel = "P", description = "Locally typical sampling.")
  void typicalP(float value) {
    options = options.toBuilder().typicalP(value).build();
  }

  @Option(names = "--top-nsigma", paramLabel = "N", description = "Top-n-sigma sampling.")
  void topNSigma(float value) {
    options = options.toBuilder().topNSigma(value).build();
  }

  @Option(names = "--xtc-probability", paramLabel = "P", description = "XTC probability.")
  void xtcProbability(float value) {
    options = options.toBuilder().xtcProbability(value).build();
  }

  @Option(names = "--xtc-threshold", paramLabel = "P", description = "XTC threshold.")
  void xtcThreshold(float value) {
    options = options.toBuilder().xtcThreshold(value).build();
  }

  @Option(names = "--repeat-penalty", paramLabel = "P", description = "Default 1.0, none.")
  void repeatPenalty(float value) {
    options = options.toBuilder().repeatPenalty(value).build();
  }

  @Option(names = "--frequency-penalty", paramLabel = "P", description = "Default 0.")
  void frequencyPenalty(float value) {
    options = options.toBuilder().frequencyPenalty(value).build();
  }

  @Option(names = "--presence-penalty", paramLabel = "P", description = "Default 0.")
  void presencePenalty(float value) {
    options = options.toBuilder().presencePenalty(value).build();
  }

  @Option(
      names = "--repeat-last-n",
      paramLabel = "N",
      description = "Tokens penalised; default 64.")
  void penaltyLastN(int value) {
    options = options.toBuilder().penaltyLastN(value).build();
  }

  @Option(names = "--dry-multiplier", paramLabel = "M", description = "DRY; default 0, none.")
  void dryMultiplier(float value) {
    options = options.toBuilder().dryMultiplier(value).build();
  }

  @Option(names = "--dry-base", paramLabel = "B", description = "DRY's base; default 1.75.")
  void dryBase(float value) {
    options = options.toBuilder().dryBase(value).build();
  }

  @Option(names = "--dry-allowed-length", paramLabel = "N", description = "Default 2.")
  void dryAllowedLength(int value) {
    options = options.toBuilder().dryAllowedLength(value).build();
  }

  @Option(
      names = "--mirostat",
      paramLabel = "V",
      description = "Mirostat version 1 or 2; default 0.")
  void mirostat(int value) {
    options = options.toBuilder().mirostat(value).build();
  }

  @Option(
      names = "--mirostat-ent",
      paramLabel = "TAU",
      description = "Mirostat's target; default 5.")
  void mirostatTau(float value) {
    options = options.toBuilder().mirostatTau(value).build();
  }

  @Option(
      names = "--mirostat-lr",
      paramLabel = "ETA",
      description = "Mirostat's rate; default 0.1.")
  void mirostatEta(float value) {
    options = options.toBuilder().mirostatEta(value).build();
  }

  @Option(
      names = "--logit-bias",
      paramLabel = "ID=BIAS",
      description = "Add to a token's logit; may be repeated.")
  void logitBias(Map<Integer, Float> biases) {
    Map<Integer, Float> all = new HashMap<>(options.logitBias());
    all.putAll(biases);
    options = options.toBuilder().logitBias(all).build();
  }

  /** Sets one option by the name that Ollama gives it, as {@code /set parameter} does. */
  void set(String name, String value) {
    SamplingOptions.Builder builder = options.toBuilder();
    try {
      switch (name) {
        case "temperature" -> builder.temperature(Float.parseFloat(value));
        case "top_k" -> builder.topK(Integer.parseInt(value));
        case "top_p" -> builder.topP(Float.parseFloat(value));
        case "min_p" -> builder.minP(Float.parseFloat(value));
        case "typical_p" -> builder.typicalP(Float.parseFloat(value));
        case "repeat_penalty" -> builder.repeatPenalty(Float.parseFloat(value));
        case "repeat_last_n" -> builder.penaltyLastN(Integer.parseInt(value));
        case "presence_penalty" -> builder.presencePenalty(Float.parseFloat(value));
        case "frequency_penalty" -> builder.frequencyPenalty(Float.parseFloat(value));
        case "mirostat" -> builder.mirostat(Integer.parseInt(value));
        default ->
            throw new Failures.UsageException(
                "no parameter is called '" + name + "'; there are " + shown().keySet());
      }
    } catch (NumberFormatException e) {
      throw new Failures.UsageException("'" + value + "' is no value for " + name);
    }
    options = builder.build();
  }

  /** The options that {@link #set} knows, with their values. */
  Map<String, Object> shown() {
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
    return shown;
  }
}
