package dev.bantam.cli;

import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Outcome;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.data.Loader;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One model's answers to questions, and how likely it finds the reference answers. */
final class Evaluation {
  /** Questions that are asked together, enough to keep all sequences of the engine busy. */
  private static final int TOGETHER = 32;

  /**
   * An answer.
   *
   * @param text what the model says when it takes the most likely token each time
   * @param tokens how many those are
   * @param loss negative log-likelihood of the reference in nats, with the end of its turn
   * @param referenceTokens tokens of the reference
   */
  record Given(Question question, String text, int tokens, double loss, int referenceTokens) {}

  /** Takes each answer when it is there. */
  @FunctionalInterface
  interface Sink {
    void accept(Given given) throws IOException;
  }

  /**
   * A question in tokens.
   *
   * @param answer index of the reference's first token
   */
  private record Asked(Question question, int[] tokens, int answer) {
    int[] prompt() {
      return Arrays.copyOf(tokens, answer);
    }
  }

  private final Generator generator;
  private final List<Asked> asked = new ArrayList<>();
  private final int maxTokens;
  private long nanos;

  /**
   * Makes tokens of the questions, as training does.
   *
   * @param maxTokens most tokens of an answer
   * @throws MalformedFileException if a question cannot be asked of this model
   */
  Evaluation(Generator generator, List<Question> questions, int maxTokens) throws IOException {
    this.generator = generator;
    this.maxTokens = maxTokens;
    Loader loader =
        new Loader(
            generator.tokenizer(),
            new PromptEncoder(generator.chatTemplate(), generator.tokenizer()),
            Integer.MAX_VALUE,
            LocalDateTime.now(ZoneId.systemDefault()));
    for (Question question : questions) {
      asked.add(asked(question, loader.answer(question.where(), question.dialogue())));
    }
  }

  private Asked asked(Question question, Encoded encoded) throws MalformedFileException {
    int end = encoded.rows() + 1; // after the last trained token
    int answer = end;
    while (answer > 0 && encoded.trained()[answer - 1]) {
      answer--;
    }
    if (end > generator.context()) {
      throw new MalformedFileException(
          question.where(),
          -1,
          "has %d tokens, and the context holds %d: leave it out, or give --ctx-size"
              .formatted(end, generator.context()));
    }
    return new Asked(question, Arrays.copyOf(encoded.tokens(), end), answer);
  }

  /** Asks all questions. */
  List<Given> run(ProgressBar bar, String name, Sink sink) throws IOException {
    List<Given> all = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += TOGETHER) {
      bar.items(from, asked.size(), name);
      for (Given given : ask(asked.subList(from, Math.min(asked.size(), from + TOGETHER)))) {
        sink.accept(given);
        all.add(given);
      }
    }
    return all;
  }

  private List<Given> ask(List<Asked> some) {
    List<Request> requests =
        some.stream()
            .map(one -> Request.builder(Prompt.tokens(one.prompt())))
            .map(request -> request.maxTokens(maxTokens).sampling(SamplingOptions.GREEDY).build())
            .toList();
    long start = System.nanoTime();
    List<Outcome> outcomes = generator.generateAll(requests);
    nanos += System.nanoTime() - start;
    List<Given> given = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Asked one = some.get(i);
      var answer = outcomes.get(i).orThrow();
      given.add(
          new Given(
              one.question(),
              answer.text(),
              answer.tokens().length,
              -generator.score(one.tokens(), one.answer()).total(),
              one.tokens().length - one.answer()));
    }
    return given;
  }

  /** Seconds that answering took, without scoring. */
  double seconds() {
    return nanos / 1e9;
  }
}
