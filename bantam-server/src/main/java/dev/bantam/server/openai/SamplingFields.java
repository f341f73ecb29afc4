package dev.bantam.server.openai;

import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How tokens are drawn: OpenAI's fields, and llama.cpp's where OpenAI has none. */
final class SamplingFields {
  private static final int MAX_BIASES = 1024;
  private static final int MAX_BREAKERS = 64;
  private static final double MAX_BIAS = 100;

  private SamplingFields() {}

  /**
   * Reads the fields of a body.
   *
   * @param model what counts where the client does not say
   * @param vocabulary how many tokens there are
   */
  static SamplingOptions read(JsonFields body, SamplingOptions model, int vocabulary) {
    SamplingOptions.Builder builder =
        model.toBuilder()
            .temperature(number(body, "temperature", 0, 2, model.temperature()))
            .topP(number(body, "top_p", 0, 1, model.topP()))
            .presencePenalty(number(body, "presence_penalty", -2, 2, model.presencePenalty()))
            .frequencyPenalty(number(body, "frequency_penalty", -2, 2, model.frequencyPenalty()))
            .topK(Math.max(0, body.integer("top_k", -1, Integer.MAX_VALUE, model.topK())))
            .minP(number(body, "min_p", 0, 1, model.minP()))
            .typicalP(number(body, "typical_p", 0, 1, model.typicalP()))
            .topNSigma(number(body, "top_n_sigma", -1, 1000, model.topNSigma()))
            .repeatPenalty(number(body, "repeat_penalty", 0.01, 100, model.repeatPenalty()))
            .penaltyLastN(tokens(body, "repeat_last_n", model.penaltyLastN()));
    rare(body, model, builder);
    if (body.has("logit_bias")) {
      builder.logitBias(biases(body, vocabulary));
    }
    return builder.build();
  }

  private static void rare(
      JsonFields body, SamplingOptions model, SamplingOptions.Builder builder) {
    builder
        .dynamicTemperature(number(body, "dynatemp_range", 0, 2, model.dynamicTemperature()))
        .dynamicTemperatureExponent(
            number(body, "dynatemp_exponent", 0, 100, model.dynamicTemperatureExponent()))
        .xtcProbability(number(body, "xtc_probability", 0, 1, model.xtcProbability()))
        .xtcThreshold(number(body, "xtc_threshold", 0, 1, model.xtcThreshold()))
        .dryMultiplier(number(body, "dry_multiplier", 0, 100, model.dryMultiplier()))
        .dryBase(number(body, "dry_base", 0, 100, model.dryBase()))
        .dryAllowedLength(
            body.integer("dry_allowed_length", 0, Integer.MAX_VALUE, model.dryAllowedLength()))
        .dryLastN(tokens(body, "dry_penalty_last_n", model.dryLastN()))
        .mirostat(body.integer("mirostat", 0, 2, model.mirostat()))
        .mirostatTau(number(body, "mirostat_tau", 0, 100, model.mirostatTau()))
        .mirostatEta(number(body, "mirostat_eta", 0, 1, model.mirostatEta()));
    if (body.has("dry_sequence_breakers")) {
      builder.dryBreakers(body.strings("dry_sequence_breakers", MAX_BREAKERS));
    }
  }

  private static float number(
      JsonFields body, String name, double min, double max, float fallback) {
    return (float) body.number(name, min, max, fallback);
  }

  /** A number of tokens; -1 is all. */
  private static int tokens(JsonFields body, String name, int fallback) {
    return body.integer(name, -1, Integer.MAX_VALUE, fallback);
  }

  private static Map<Integer, Float> biases(JsonFields body, int vocabulary) {
    JsonFields biases = body.object("logit_bias");
    if (biases == null) {
      return Map.of();
    }
    if (biases.node().size() > MAX_BIASES) {
      throw body.wrong("logit_bias", "an object of at most " + MAX_BIASES + " tokens");
    }
    Map<Integer, Float> read = new HashMap<>();
    for (Map.Entry<String, JsonNode> bias : biases.node().properties()) {
      int token = token(bias.getKey());
      if (token < 0 || token >= vocabulary) {
        throw ApiException.bad(
            "logit_bias",
            "logit_bias names token '%s', and tokens are numbers below %d"
                .formatted(bias.getKey(), vocabulary));
      }
      read.put(token, number(biases, bias.getKey(), -MAX_BIAS, MAX_BIAS, 0));
    }
    return read;
  }

  private static int token(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
