package dev.bantam.tasks;

import dev.bantam.evaluate.energy.Stretch;
import dev.bantam.generate.Answer;
import dev.bantam.generate.AnswerStream;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Listener;
import dev.bantam.generate.Passage;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.Score;
import dev.bantam.generate.TokenEvent;
import dev.bantam.tasks.prompt.PromptFile;
import dev.bantam.tokenizer.Span;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work at a model, however many questions it takes: asks, and adds up what that took.
 * Belongs to one thread.
 */
public final class Work {
  private static final int MIN_ROOM = 32;

  private final TaskModel model;
  private final BooleanSupplier cancelled;
  private final Stretch begun;
  private long promptTokens;
  private long answerTokens;

  Work(TaskModel model, BooleanSupplier cancelled) {
    this.model = model;
    this.cancelled = cancelled;
    this.begun = model.clock().total();
  }

  /** The model. */
  public TaskModel model() {
    return model;
  }

  /**
   * A request as a prompt file says, to be changed before it is built.
   *
   * @param values what the prompt's variables stand for: content, whose words never become control
   *     tokens
   */
  public Request.Builder request(PromptFile prompt, Map<String, ?> values) {
    return request(prompt, encode(prompt, values));
  }

  /** As {@link #request(PromptFile, Map)}, of tokens that such a prompt became and more of them. */
  public Request.Builder request(PromptFile prompt, int[] tokens) {
    return Request.builder(Prompt.tokens(tokens))
        .maxTokens(prompt.maxTokens())
        .stops(prompt.stops())
        .sampling(prompt.sampling())
        .seed(0)
        .logprobs(0);
  }

  /** The tokens that a prompt becomes, with the beginning of the answer. */
  public int[] encode(PromptFile prompt, Map<String, ?> values) {
    return encode(prompt, values, "");
  }

  /**
   * The tokens that a prompt becomes with an answer, or the beginning of one.
   *
   * @param answer what comes after the answer's beginning that the prompt has
   */
  public int[] encode(PromptFile prompt, Map<String, ?> values, String answer) {
    List<Span> spans =
        new ArrayList<>(
            model
                .encoder()
                .render(
                    prompt.messages(values),
                    ChatTemplate.Options.DEFAULT,
                    LocalDateTime.now(ZoneId.systemDefault())));
    spans.add(new Span(prompt.begun(values) + answer, true));
    return model.encoder().encode(spans);
  }

  /**
   * How many tokens of content still fit a prompt beside its answer.
   *
   * @param values the prompt's other variables; those that hold the content, empty
   */
  public int room(PromptFile prompt, Map<String, ?> values) {
    int room = model.generator().context() - encode(prompt, values).length - prompt.maxTokens();
    if (room < MIN_ROOM) {
      throw new IllegalArgumentException(
          "the context of %d tokens is too small for the prompt %s: --ctx-size, or a model with more"
              .formatted(model.generator().context(), prompt.id()));
    }
    return room;
  }

  /** The answer to one question. */
  public Answer ask(PromptFile prompt, Map<String, ?> values) {
    return ask(List.of(request(prompt, values).build())).getFirst();
  }

  /**
   * The answers to several questions, which are worked on together, each as if it were alone.
   *
   * @throws CancellationException if the work was cancelled
   */
  public List<Answer> ask(List<Request> requests) {
    return ask(requests, _ -> false);
  }

  /**
   * The answers to several questions, each of which ends early where its text is enough.
   *
   * @param enough asked at each token with the answer's text until then; quick, as all wait for it
   * @throws CancellationException if the work was cancelled
   */
  public List<Answer> ask(List<Request> requests, Predicate<String> enough) {
    Generator generator = model.generator();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> asked =
          requests.stream()
              .map(request -> threads.submit(() -> generator.generate(request, new Until(enough))))
              .toList();
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : asked) {
        answers.add(counted(answer));
      }
      throwIfCancelled();
      return answers;
    }
  }

  /** Ends an answer when its text is enough, or the work is cancelled. */
  private final class Until implements Listener {
    private final Predicate<String> enough;
    private final StringBuilder text = new StringBuilder();
    private boolean reached;

    Until(Predicate<String> enough) {
      this.enough = enough;
    }

    @Override
    public void token(TokenEvent event) {
      text.append(event.text());
      reached = reached || enough.test(text.toString());
    }

    @Override
    public boolean isCancelled() {
      return reached || cancelled.getAsBoolean();
    }
  }

  /**
   * The answer to one question, taken while it comes.
   *
   * @param taker is given the text; false ends the answer
   */
  public Answer ask(Request request, Predicate<String> taker) {
    try (AnswerStream stream = model.generator().stream(request)) {
      for (TokenEvent event = stream.next(); event != null; event = stream.next()) {
        if (!taker.test(event.text()) || cancelled.getAsBoolean()) {
          stream.cancel();
          break;
        }
      }
      Answer answer = stream.answer();
      throwIfCancelled();
      return counted(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private Answer counted(Answer answer) {
    promptTokens += answer.promptTokens();
    answerTokens += answer.timings().generatedTokens();
    return answer;
  }

  private Answer counted(Future<Answer> asked) {
    try {
      return counted(asked.get());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /**
   * How likely the model finds continuations.
   *
   * @throws CancellationException if the work was cancelled
   */
  public List<Score> score(List<Passage> passages) {
    throwIfCancelled();
    promptTokens += passages.stream().mapToLong(passage -> passage.tokens().length).sum();
    return model.generator().scoreAll(passages);
  }

  private void throwIfCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled");
    }
  }

  /**
   * The mean probability of an answer's tokens (geometric): how sure the model was of its words,
   * which is not how true they are.
   */
  public static double confidence(Answer answer) {
    return Math.exp(
        answer.events().stream()
            .filter(event -> event.token() != TokenEvent.NO_TOKEN)
            .mapToDouble(TokenEvent::logprob)
            .average()
            .orElse(Double.NEGATIVE_INFINITY));
  }

  /** Ends the work with what it made. */
  public <T extends Described> Result<T> result(
      T value, PromptFile prompt, List<Source> sources, @Nullable Double confidence) {
    return new Result<>(value, model.name(), prompt.id(), sources, confidence, usage());
  }

  /** What it took until now. */
  public Usage usage() {
    Stretch now = model.clock().total();
    return new Usage(
        promptTokens,
        answerTokens,
        now.seconds() - begun.seconds(),
        (now.joules() - begun.joules()) / 3600,
        now.method());
  }
}
