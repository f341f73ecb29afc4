package dev.bantam.cli;

import dev.bantam.generate.Generator;
import dev.bantam.generate.Overflow;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.train.Trainable;
import dev.bantam.train.data.Encoded;
import dev.bantam.train.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Answers to a few prompts of the data, before and after training. */
final class Samples {
  private static final int COUNT = 4;
  private static final int MOST_TOKENS = 96;

  private final List<Encoded> examples;
  private final Tokenizer tokenizer;
  private final List<String> before;

  private Samples(List<Encoded> examples, Tokenizer tokenizer, List<String> before) {
    this.examples = examples;
    this.tokenizer = tokenizer;
    this.before = before;
  }

  /**
   * Lets the base answer: to validation examples if there are any.
   *
   * @param answer what an example wants to hear
   */
  static <E> Samples before(
      Trainable model,
      Tokenizer tokenizer,
      TrainingData<E> data,
      Function<E, Encoded> answer,
      int threads)
      throws IOException {
    List<E> from = data.validation().isEmpty() ? data.train() : data.validation();
    List<Encoded> examples = new ArrayList<>();
    for (int i = 0; i < Math.min(COUNT, from.size()); i++) {
      examples.add(answer.apply(from.get(i * from.size() / COUNT % from.size())));
    }
    try (Generator generator =
        Generator.open(model.file().path(), Generator.Options.DEFAULT.withThreads(threads))) {
      return new Samples(examples, tokenizer, answers(generator, examples));
    }
  }

  /** The same prompts to what was made. */
  List<Report.Sample> after(TrainingResult result) throws IOException {
    List<String> after;
    try (Generator generator = result.open()) {
      after = answers(generator, examples);
    }
    List<Report.Sample> samples = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      int[] tokens = examples.get(i).tokens();
      int prompt = promptLength(examples.get(i));
      samples.add(
          new Report.Sample(
              text(Arrays.copyOf(tokens, prompt)),
              before.get(i),
              after.get(i),
              text(
                  Arrays.copyOfRange(
                      tokens, prompt, Math.min(tokens.length, prompt + MOST_TOKENS)))));
    }
    return samples;
  }

  private static List<String> answers(Generator generator, List<Encoded> examples) {
    List<String> answers = new ArrayList<>();
    for (Encoded example : examples) {
      Prompt prompt = new Prompt.Tokens(Arrays.copyOf(example.tokens(), promptLength(example)));
      Request request =
          Request.builder(prompt)
              .maxTokens(MOST_TOKENS)
              .sampling(SamplingOptions.GREEDY)
              .overflow(Overflow.KEEP_TAIL)
              .seed(1)
              .build();
      answers.add(generator.generate(request).text());
    }
    return answers;
  }

  /** Tokens before the last answer; of running text, which is trained on from the start, some. */
  private static int promptLength(Encoded example) {
    int last = example.size() - 1;
    while (last > 0 && !example.trained()[last]) {
      last--;
    }
    int first = last;
    while (first > 1 && example.trained()[first - 1]) {
      first--;
    }
    return first > 1 ? first : Math.min(32, Math.max(1, example.size() / 2));
  }

  private String text(int[] tokens) {
    return new String(tokenizer.decode(tokens, true, false), StandardCharsets.UTF_8).strip();
  }
}
