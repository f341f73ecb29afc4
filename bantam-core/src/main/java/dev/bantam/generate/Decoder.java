package dev.bantam.generate;

import dev.bantam.generate.sample.Candidates;
import dev.bantam.generate.sample.DryBreakers;
import dev.bantam.generate.sample.SamplerChain;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.model.EncoderDecoder;
import dev.bantam.model.Model;
import dev.bantam.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers requests whose prompts are tokens: several at once, each exactly as if it were alone. Not
 * thread-safe.
 */
final class Decoder {
  /** A request on its way in. */
  record Job(Request request, int[] prompt, Listener listener) {}

  private final Model model;
  private final Engine engine;
  private final Tokenizer tokenizer;
  private final Set<Integer> ends;
  private final int context;
  private final int parallel;
  private final PrefixCache prefixes;
  private final Candidates candidates = new Candidates();
  private final Map<List<String>, DryBreakers> breakers = new HashMap<>();

  /**
   * @param engine with room for {@code parallel + 1} times {@code context} tokens: those of running
   *     sequences, and one context's worth of idle ones
   */
  Decoder(Model model, Engine engine, Tokenizer tokenizer, int context, int parallel) {
    this.model = model;
    this.engine = engine;
    this.tokenizer = tokenizer;
    this.ends = tokenizer.endOfGeneration();
    this.context = context;
    this.parallel = parallel;
    this.prefixes = new PrefixCache(engine, context);
  }

  /**
   * Answers all jobs.
   *
   * @throws ContextOverflowException if a prompt does not fit and may not be cut; then nothing ran
   */
  List<Answer> run(List<Job> jobs) {
    long called = System.nanoTime();
    List<int[]> prompts = new ArrayList<>();
    for (Job job : jobs) {
      check(job);
      prompts.add(job.request().overflow().fit(job.prompt(), context, job.request().maxTokens()));
    }
    Generation[] all = new Generation[jobs.size()];
    List<Generation> active = new ArrayList<>();
    try {
      for (int next = 0; next < all.length || !active.isEmpty(); ) {
        while (next < all.length && active.size() < parallel) {
          all[next] = start(jobs.get(next), prompts.get(next), called);
          active.add(all[next++]);
        }
        active.removeIf(this::release);
        engine.step(active.stream().map(Generation::sequence).toList());
      }
    } finally {
      active.forEach(generation -> engine.close(generation.sequence()));
    }
    return Arrays.stream(all).map(Generation::answer).toList();
  }

  private void check(Job job) {
    int vocabulary = model.facts().vocabulary();
    if (vocabulary == 0) {
      throw new IllegalArgumentException(
          model.facts().architecture()
              + " is an encoder: it embeds texts and cannot continue them");
    }
    if (job.prompt().length == 0) {
      throw new IllegalArgumentException("the prompt has no tokens");
    }
    for (int token : job.prompt()) {
      if (token < 0 || token >= vocabulary) {
        throw new IllegalArgumentException(
            "token %d is not one of the model's %d".formatted(token, vocabulary));
      }
    }
    if (job.request().promptLogprobs() && model instanceof EncoderDecoder) {
      throw new IllegalArgumentException(
          "promptLogprobs: an encoder-decoder has no log-probabilities of its source");
    }
  }

  private boolean release(Generation generation) {
    if (!generation.isDone()) {
      return false;
    }
    if (model instanceof EncoderDecoder) {
      engine.close(generation.sequence());
    } else {
      prefixes.give(generation.sequence());
    }
    return true;
  }

  private Generation start(Job job, int[] prompt, long called) {
    Request request = job.request();
    Sequence sequence;
    int[] tokens = prompt;
    if (model instanceof EncoderDecoder writer) {
      sequence = engine.open();
      engine.encode(sequence, prompt);
      tokens = new int[] {writer.startToken()};
    } else {
      sequence = request.promptLogprobs() ? engine.open() : prefixes.take(prompt);
    }
    SamplingOptions sampling = request.sampling();
    SamplerChain chain =
        new SamplerChain(sampling, request.seed(), breakers(sampling), model.facts().vocabulary());
    return new Generation(
        request,
        tokens,
        prompt.length,
        job.prompt().length - prompt.length,
        sequence,
        context,
        chain,
        candidates,
        new AnswerText(tokenizer, ends, request.stops()),
        job.listener(),
        new Stopwatch(called));
  }

  private DryBreakers breakers(SamplingOptions sampling) {
    return sampling.usesDry()
        ? breakers.computeIfAbsent(sampling.dryBreakers(), this::findBreakers)
        : DryBreakers.NONE;
  }

  private DryBreakers findBreakers(List<String> texts) {
    return DryBreakers.of(
        texts,
        tokenizer.size(),
        token -> new String(tokenizer.piece(token, true), StandardCharsets.UTF_8),
        text -> tokenizer.encode(text, false, false));
  }
}
