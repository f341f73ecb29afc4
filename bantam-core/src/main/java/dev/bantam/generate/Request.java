package dev.bantam.generate;

import dev.bantam.generate.constrain.Grammar;
import dev.bantam.generate.sample.SamplingOptions;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What to generate. Values outside their range are refused with an {@link IllegalArgumentException}
 * that names the parameter.
 *
 * @param prompt what to continue
 * @param maxTokens most tokens to generate; the context's end is a bound too
 * @param stops texts that end the answer; at most {@value #MAX_STOPS} of {@value #MAX_STOP_CHARS}
 *     characters
 * @param sampling how tokens are drawn
 * @param seed fixes what is drawn
 * @param logprobs how many of the most likely tokens to report with each token; 0 reports only the
 *     token's own log-probability, -1 nothing; at most {@value #MAX_LOGPROBS}
 * @param promptLogprobs whether to report the prompt's log-probabilities
 * @param overflow what to do with a prompt that is too long
 * @param ignoreEnd whether to go on after an end-of-generation token
 * @param grammar what the answer must look like, or null
 * @param adapters how much of each of the generator's adapters; those not named count in full, as
 *     the generator was opened with them
 * @param controlText whether control tokens that the model writes are part of the answer's text, as
 *     those around tool calls must be for who parses them
 */
public record Request(
    Prompt prompt,
    int maxTokens,
    List<String> stops,
    SamplingOptions sampling,
    long seed,
    int logprobs,
    boolean promptLogprobs,
    Overflow overflow,
    boolean ignoreEnd,
    @Nullable Grammar grammar,
    List<AdapterScale> adapters,
    boolean controlText) {
  private static final int MAX_STOPS = 16;
  private static final int MAX_STOP_CHARS = 256;
  private static final int MAX_LOGPROBS = 100;
  private static final int DEFAULT_TOKENS = 512;

  public Request {
    check("maxTokens", maxTokens, 0, Integer.MAX_VALUE);
    check("logprobs", logprobs, -1, MAX_LOGPROBS);
    adapters = List.copyOf(adapters);
    stops = List.copyOf(stops);
    check("number of stops", stops.size(), 0, MAX_STOPS);
    for (String stop : stops) {
      check("length of a stop string", stop.length(), 1, MAX_STOP_CHARS);
    }
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be from " + min + " to " + max + ", not " + value);
    }
  }

  /** The defaults: 512 tokens, llama.cpp's sampling, a seed of its own. */
  public static Request of(Prompt prompt) {
    return builder(prompt).build();
  }

  /** A builder that starts from the defaults. */
  public static Builder builder(Prompt prompt) {
    return new Builder(prompt);
  }

  /** Sets parameters by name. */
  public static final class Builder {
    private final Prompt prompt;
    private int maxTokens = DEFAULT_TOKENS;
    private List<String> stops = List.of();
    private SamplingOptions sampling = SamplingOptions.DEFAULT;
    private long seed = new SplittableRandom().nextLong();
    private int logprobs = -1;
    private boolean promptLogprobs;
    private Overflow overflow = Overflow.REFUSE;
    private boolean ignoreEnd;
    private @Nullable Grammar grammar;
    private List<AdapterScale> adapters = List.of();
    private boolean controlText;

    private Builder(Prompt prompt) {
      this.prompt = prompt;
    }

    public Builder maxTokens(int value) {
      maxTokens = value;
      return this;
    }

    public Builder stops(List<String> value) {
      stops = value;
      return this;
    }

    public Builder sampling(SamplingOptions value) {
      sampling = value;
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder logprobs(int value) {
      logprobs = value;
      return this;
    }

    public Builder promptLogprobs(boolean value) {
      promptLogprobs = value;
      return this;
    }

    public Builder overflow(Overflow value) {
      overflow = value;
      return this;
    }

    public Builder ignoreEnd(boolean value) {
      ignoreEnd = value;
      return this;
    }

    public Builder grammar(@Nullable Grammar value) {
      grammar = value;
      return this;
    }

    public Builder adapters(List<AdapterScale> value) {
      adapters = value;
      return this;
    }

    public Builder controlText(boolean value) {
      controlText = value;
      return this;
    }

    public Request build() {
      return new Request(
          prompt,
          maxTokens,
          stops,
          sampling,
          seed,
          logprobs,
          promptLogprobs,
          overflow,
          ignoreEnd,
          grammar,
          adapters,
          controlText);
    }
  }
}
