package dev.bantam.cli;

import dev.bantam.generate.sample.SamplingOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** llama.cpp's sampling options, under its names. */
final class SamplingArguments {
  private List<Consumer<SamplingOptions.Builder>> settings = List.of();
  private int modelSettings;
  private SamplingOptions options = SamplingOptions.DEFAULT;

  private void ask(Consumer<SamplingOptions.Builder> setting) {
    ask(settings.size(), setting);
  }

  /** Adds a setting before those from index {@code at} on, which count more. */
  private void ask(int at, Consumer<SamplingOptions.Builder> setting) {
    List<Consumer<SamplingOptions.Builder>> all = new ArrayList<>(settings);
    all.add(at, setting);
    SamplingOptions.Builder builder = SamplingOptions.DEFAULT.toBuilder();
    all.forEach(one -> one.accept(builder));
    options = builder.build();
    settings = all;
  }

  /** The options as set so far. */
  SamplingOptions options() {
    return options;
  }

  @Option(
      names = "--temp",
      paramLabel = "T",
      description = "Temperature; 0 is greedy; default 0.8.")
  void temperature(float value) {
    ask(b -> b.temperature(value));
  }

  @Option(names = "--dynatemp-range", paramLabel = "R", description = "Dynamic temperature range.")
  void dynamicTemperature(float value) {
    ask(b -> b.dynamicTemperature(value));
  }

  @Option(names = "--dynatemp-exp", paramLabel = "E", description = "Dynamic temperature exponent.")
  void dynamicTemperatureExponent(float value) {
    ask(b -> b.dynamicTemperatureExponent(value));
  }

  @Option(names = "--top-k", paramLabel = "K", description = "Most tokens drawn from; default 40.")
  void topK(int value) {
    ask(b -> b.topK(value));
  }

  @Option(names = "--top-p", paramLabel = "P", description = "Nucleus sampling; default 0.95.")
  void topP(float value) {
    ask(b -> b.topP(value));
  }

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "Least part of the best; default 0.05.")
  void minP(float value) {
    ask(b -> b.minP(value));
  }

  @Option(names = "--typical", paramLabel = "P", description = "Locally typical sampling.")
  void typicalP(float value) {
    ask(b -> b.typicalP(value));
  }

  @Option(names = "--top-nsigma", paramLabel = "N", description = "Top-n-sigma sampling.")
  void topNSigma(float value) {
    ask(b -> b.topNSigma(value));
  }

  @Option(names = "--xtc-probability", paramLabel = "P", description = "XTC probability.")
  void xtcProbability(float value) {
    ask(b -> b.xtcProbability(value));
  }

  @Option(names = "--xtc-threshold", paramLabel = "P", description = "XTC threshold.")
  void xtcThreshold(float value) {
    ask(b -> b.xtcThreshold(value));
  }

  @Option(names = "--repeat-penalty", paramLabel = "P", description = "Default 1.0, none.")
  void repeatPenalty(float value) {
    ask(b -> b.repeatPenalty(value));
  }

  @Option(names = "--frequency-penalty", paramLabel = "P", description = "Default 0.")
  void frequencyPenalty(float value) {
    ask(b -> b.frequencyPenalty(value));
  }

  @Option(names = "--presence-penalty", paramLabel = "P", description = "Default 0.")
  void presencePenalty(float value) {
    ask(b -> b.presencePenalty(value));
  }

  @Option(
      names = "--repeat-last-n",
      paramLabel = "N",
      description = "Tokens penalised; default 64.")
  void penaltyLastN(int value) {
    ask(b -> b.penaltyLastN(value));
  }

  @Option(names = "--dry-multiplier", paramLabel = "M", description = "DRY; default 0, none.")
  void dryMultiplier(float value) {
    ask(b -> b.dryMultiplier(value));
  }

  @Option(names = "--dry-base", paramLabel = "B", description = "DRY's base; default 1.75.")
  void dryBase(float value) {
    ask(b -> b.dryBase(value));
  }

  @Option(names = "--dry-allowed-length", paramLabel = "N", description = "Default 2.")
  void dryAllowedLength(int value) {
    ask(b -> b.dryAllowedLength(value));
  }

  @Option(
      names = "--mirostat",
      paramLabel = "V",
      description = "Mirostat version 1 or 2; default 0.")
  void mirostat(int value) {
    ask(b -> b.mirostat(value));
  }

  @Option(
      names = "--mirostat-ent",
      paramLabel = "TAU",
      description = "Mirostat's target; default 5.")
  void mirostatTau(float value) {
    ask(b -> b.mirostatTau(value));
  }

  @Option(
      names = "--mirostat-lr",
      paramLabel = "ETA",
      description = "Mirostat's rate; default 0.1.")
  void mirostatEta(float value) {
    ask(b -> b.mirostatEta(value));
  }

  @Option(
      names = "--logit-bias",
      paramLabel = "ID=BIAS",
      description = "Add to a token's logit; may be repeated.")
  void logitBias(Map<Integer, Float> biases) {
    Map<Integer, Float> all = new HashMap<>(options.logitBias());
    all.putAll(biases);
    ask(b -> b.logitBias(all));
  }

  /** Sets one option by the name that Ollama gives it, as {@code /set parameter} does. */
  void set(String name, String value) {
    ask(builder -> set(builder, name, value));
  }

  /** As {@link #set}, but what the user has asked for counts more. */
  void prefer(String name, String value) {
    ask(modelSettings, builder -> set(builder, name, value));
    modelSettings++;
  }

  private void set(SamplingOptions.Builder builder, String name, String value) {
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
        case "mirostat_tau" -> builder.mirostatTau(Float.parseFloat(value));
        case "mirostat_eta" -> builder.mirostatEta(Float.parseFloat(value));
        default ->
            throw new Failures.UsageException(
                "no parameter is called '" + name + "'; there are " + shown().keySet());
      }
    } catch (NumberFormatException e) {
      throw new Failures.UsageException("'" + value + "' is no value for " + name);
    }
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
    shown.put("mirostat_tau", options.mirostatTau());
    shown.put("mirostat_eta", options.mirostatEta());
    return shown;
  }
}
