package dev.bantam.cli;

import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.hub.SamplingParameters;
import dev.bantam.hub.VariantSettings;
import java.util.ArrayList;
import java.util.HashMap;
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
    ask(builder -> SamplingParameters.set(builder, name, value));
  }

  /** Takes what a variant sets, which counts less than what the user has asked for. */
  void prefer(VariantSettings variant) {
    variant
        .sampling()
        .forEach((name, value) -> prefer(b -> SamplingParameters.set(b, name, value)));
  }

  /**
   * Takes a setting that counts less than what the user has asked for, and more than earlier ones.
   */
  void prefer(Consumer<SamplingOptions.Builder> setting) {
    ask(modelSettings++, setting);
  }
}
