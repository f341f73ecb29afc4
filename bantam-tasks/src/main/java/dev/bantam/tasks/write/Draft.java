package dev.bantam.tasks.write;

import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Request;
import dev.bantam.generate.TokenEvent;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.tasks.Work;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tasks.write.ForbiddenWords.Found;
import dev.bantam.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A text while it is written. Where a forbidden word comes up, the text goes back to before it, and
 * goes on with another token than the one that began it, as the "antislop" sampler does (Paech et
 * al., 2025, arXiv:2510.15061). So the rest of the text is one that the model wrote without the
 * word, not one that a word was cut out of.
 */
final class Draft {
  /** After so many turns back the model has nothing else to say. */
  private static final int TURNS = 64;

  private final PromptFile prompt;
  private final ForbiddenWords forbidden;
  private final int[] begin;
  private final int maxTokens;
  private final long seed;
  private final Tokenizer tokenizer;
  private final int context;
  private final List<Integer> tokens = new ArrayList<>();
  private final List<Float> logprobs = new ArrayList<>();

  /** Tokens that may not come, by their place. */
  private final Map<Integer, TreeSet<Integer>> banned = new HashMap<>();

  private int turns;
  private boolean choosing;
  private boolean over;
  private boolean whole;

  Draft(
      Generator generator,
      PromptFile prompt,
      ForbiddenWords forbidden,
      int[] begin,
      int maxTokens,
      long seed) {
    this.tokenizer = generator.tokenizer();
    this.context = generator.context();
    this.prompt = prompt;
    this.forbidden = forbidden;
    this.begin = begin;
    this.maxTokens = maxTokens;
    this.seed = seed;
  }

  /** Whether nothing more is to be asked. */
  boolean isOver() {
    return over;
  }

  /** Whether the model ended the text itself. */
  boolean isWhole() {
    return whole;
  }

  /** What is to be asked next: all the rest, or one token where some are banned. */
  Request next(Work work) {
    int[] all = new int[begin.length + tokens.size()];
    System.arraycopy(begin, 0, all, 0, begin.length);
    for (int i = 0; i < tokens.size(); i++) {
      all[begin.length + i] = tokens.get(i);
    }
    choosing = banned.containsKey(tokens.size());
    return work.request(prompt, all)
        .maxTokens(choosing ? 1 : maxTokens - tokens.size())
        .sampling(choosing ? without(banned.get(tokens.size())) : prompt.sampling())
        .seed(seed + 7919L * turns)
        .build();
  }

  private SamplingOptions without(Set<Integer> tokens) {
    Map<Integer, Float> bias = new HashMap<>();
    tokens.forEach(token -> bias.put(token, Float.NEGATIVE_INFINITY));
    return prompt.sampling().toBuilder().logitBias(bias).build();
  }

  /** Takes the answer to what {@link #next} asked. */
  void add(Answer answer) {
    for (int token : answer.tokens()) {
      tokens.add(token);
    }
    for (TokenEvent event : answer.events()) {
      if (event.token() != TokenEvent.NO_TOKEN && logprobs.size() < tokens.size()) {
        logprobs.add(event.logprob());
      }
    }
    boolean more =
        choosing
            && answer.finish() == FinishReason.LENGTH
            && tokens.size() < maxTokens
            && begin.length + tokens.size() < context;
    Optional<Found> found = forbidden.find(text(), !more);
    if (found.isPresent()) {
      back(found.get());
    } else {
      over = !more;
      whole = answer.finish() == FinishReason.STOP;
    }
  }

  private void back(Found found) {
    int place = place(found.start());
    banned.computeIfAbsent(place, _ -> new TreeSet<>()).add(tokens.get(place));
    banned.keySet().removeIf(other -> other > place);
    tokens.subList(place, tokens.size()).clear();
    logprobs.subList(Math.min(place, logprobs.size()), logprobs.size()).clear();
    turns++;
    over = turns > TURNS;
  }

  /** The number of the token that a character begins in. */
  private int place(int character) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < tokens.size(); i++) {
      bytes.writeBytes(tokenizer.piece(tokens.get(i), false));
      if (bytes.toString(StandardCharsets.UTF_8).length() > character) {
        return i;
      }
    }
    return tokens.size() - 1;
  }

  /** What is written until now. */
  String text() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tokens.forEach(token -> bytes.writeBytes(tokenizer.piece(token, false)));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The mean probability of the tokens (geometric). */
  double confidence() {
    return Math.exp(
        logprobs.stream()
            .mapToDouble(Float::doubleValue)
            .average()
            .orElse(Double.NEGATIVE_INFINITY));
  }
}
