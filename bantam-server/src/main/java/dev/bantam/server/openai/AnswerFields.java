package dev.bantam.server.openai;

import dev.bantam.generate.AdapterScale;
import dev.bantam.generate.Request;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import dev.bantam.server.model.Lease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all requests for answers may set; what they do not is as the model's variant sets it.
 *
 * @param choices how many answers to each prompt
 * @param stream whether they are sent token by token
 * @param streamUsage whether a stream ends with what it used
 * @param maxTokens most tokens of an answer, or null
 * @param stops texts that end an answer, or null
 * @param seed of the first answer; each further one has the next; or null
 * @param grammar what answers must look like, or null
 */
record AnswerFields(
    int choices,
    boolean stream,
    boolean streamUsage,
    @Nullable Integer maxTokens,
    @Nullable List<String> stops,
    @Nullable Long seed,
    SamplingOptions sampling,
    @Nullable Grammar grammar,
    List<AdapterScale> adapters,
    boolean ignoreEnd) {

  /**
   * Reads the fields of a body.
   *
   * @param lease the model, which knows its vocabulary and its adapters
   * @param leastTokens fewest tokens that may be asked for
   */
  static AnswerFields read(JsonFields body, Lease lease, int leastTokens) {
    body.string("user", null);
    JsonFields options = body.object("stream_options");
    return new AnswerFields(
        body.integer("n", 1, HttpLimits.CHOICES, 1),
        body.truth("stream", false),
        options != null && options.truth("include_usage", false),
        maxTokens(body, leastTokens),
        stops(body),
        seed(body),
        SamplingFields.read(
            body, lease.sampling().build(), lease.generator().model().facts().vocabulary()),
        ResponseFormat.read(body),
        lease.adapters(body),
        body.truth("ignore_eos", false));
  }

  /** Sets up the request for the answer of a number. */
  Request.Builder apply(Request.Builder builder, int choice) {
    if (seed != null) {
      builder.seed(seed + choice);
    }
    if (maxTokens != null) {
      builder.maxTokens(maxTokens);
    }
    if (stops != null) {
      builder.stops(stops);
    }
    return builder.sampling(sampling).grammar(grammar).adapters(adapters).ignoreEnd(ignoreEnd);
  }

  private static @Nullable Integer maxTokens(JsonFields body, int least) {
    for (String name : List.of("max_completion_tokens", "max_tokens")) {
      if (body.has(name)) {
        return body.integer(name, least, Integer.MAX_VALUE, least);
      }
    }
    return null;
  }

  private static @Nullable List<String> stops(JsonFields body) {
    return body.has("stop") ? body.stops("stop") : null;
  }

  private static @Nullable Long seed(JsonFields body) {
    return body.has("seed") ? body.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0) : null;
  }
}
