package dev.bantam.server.ollama;

import dev.bantam.generate.AdapterScale;
import dev.bantam.generate.Request;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.hub.SamplingParameters;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What all requests for answers may set.
 *
 * @param stream whether the answer is sent piece by piece
 * @param thinking whether a model that can shall think first; null for as it likes
 * @param logprobs most likely tokens to show with each; 0 shows only the token itself, -1 nothing
 * @param grammar what the answer must look like, or null
 * @param sampling how tokens are drawn
 * @param maxTokens most tokens; null for as many as the model's variant, or the server, says
 * @param stops texts that end the answer; null for those of the model's variant
 * @param adapters how much of the model's adapters; those not named count as the model has them
 */
record AnswerFields(
    boolean stream,
    @Nullable Boolean thinking,
    int logprobs,
    @Nullable Grammar grammar,
    SamplingOptions sampling,
    @Nullable Integer maxTokens,
    @Nullable List<String> stops,
    @Nullable Long seed,
    List<AdapterScale> adapters) {

  /**
   * Reads the fields of a body.
   *
   * @param lease the model, whose variant says what counts where the body does not
   */
  static AnswerFields read(JsonFields body, Lease lease) {
    JsonFields options = body.object("options");
    return new AnswerFields(
        body.truth("stream", true),
        thinking(body),
        logprobs(body),
        format(body),
        sampling(options, lease.sampling()),
        maxTokens(options),
        stops(options),
        seed(options),
        lease.adapters(body));
  }

  /** Sets up a request. */
  Request.Builder apply(Request.Builder builder) {
    builder.logprobs(logprobs).grammar(grammar).sampling(sampling).adapters(adapters);
    if (maxTokens != null) {
      builder.maxTokens(maxTokens);
    }
    if (stops != null) {
      builder.stops(stops);
    }
    return seed == null ? builder : builder.seed(seed);
  }

  private static @Nullable Boolean thinking(JsonFields body) {
    JsonNode think = body.find("think");
    if (think == null) {
      return null;
    }
    if (think.isBoolean()) {
      return think.booleanValue();
    }
    if (think.isString() && List.of("low", "medium", "high", "max").contains(think.stringValue())) {
      return true;
    }
    throw body.wrong("think", "true, false, \"low\", \"medium\", \"high\" or \"max\"");
  }

  private static int logprobs(JsonFields body) {
    boolean wanted = body.truth("logprobs", false);
    int top = body.integer("top_logprobs", 0, HttpLimits.TOP_LOGPROBS, 0);
    return wanted ? top : -1;
  }

  private static @Nullable Grammar format(JsonFields body) {
    JsonNode format = body.find("format");
    if (format == null || format.isString() && format.stringValue().isEmpty()) {
      return null;
    }
    if (format.isString() && format.stringValue().equals("json")) {
      return Grammar.json();
    }
    JsonFields schema = format.isObject() ? body.object("format") : null;
    if (schema == null) {
      throw body.wrong("format", "\"json\" or a JSON schema");
    }
    try {
      return Grammar.jsonSchema(schema.data());
    } catch (IllegalArgumentException e) {
      throw ApiException.bad("format", "format: " + e.getMessage());
    }
  }

  private static SamplingOptions sampling(
      @Nullable JsonFields options, SamplingOptions.Builder builder) {
    SamplingOptions sampling = builder.build();
    if (options == null) {
      return sampling;
    }
    for (String name : SamplingParameters.NAMES) {
      JsonNode value = options.find(name);
      if (value != null) {
        if (!value.isNumber()) {
          throw options.wrong(name, "a number");
        }
        boolean whole = value.canConvertToExactIntegral() && value.canConvertToLong();
        String text = whole ? Long.toString(value.longValue()) : value.asString();
        try {
          SamplingParameters.set(builder, name, text);
          sampling = builder.build();
        } catch (IllegalArgumentException e) {
          throw ApiException.bad(options.param(name), options.param(name) + ": " + e.getMessage());
        }
      }
    }
    return sampling;
  }

  /** Where Ollama's clients ask for any number of tokens, they get what the context holds. */
  private static @Nullable Integer maxTokens(@Nullable JsonFields options) {
    if (options == null || !options.has("num_predict")) {
      return null;
    }
    int tokens = options.integer("num_predict", -2, Integer.MAX_VALUE, -1);
    return tokens <= 0 ? Integer.MAX_VALUE : tokens;
  }

  private static @Nullable List<String> stops(@Nullable JsonFields options) {
    return options == null || !options.has("stop") ? null : options.stops("stop");
  }

  private static @Nullable Long seed(@Nullable JsonFields options) {
    if (options == null || !options.has("seed")) {
      return null;
    }
    long seed = options.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, -1);
    return seed == -1 ? null : seed;
  }
}
