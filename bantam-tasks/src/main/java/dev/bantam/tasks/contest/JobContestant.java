package dev.bantam.tasks.contest;

import dev.bantam.evaluate.contestant.Contestant;
import dev.bantam.evaluate.contestant.Query;
import dev.bantam.evaluate.contestant.Reply;
import dev.bantam.evaluate.contestant.TimedAnswers;
import dev.bantam.generate.ContextOverflowException;
import dev.bantam.tasks.TaskModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A job whose results are measured as a model's answers are. It is asked what {@link
 * dev.bantam.evaluate.task.Paper#ofInputs} writes: the input alone, as the prompt is the job's own.
 * It knows itself where an answer ends, so what else a query says does not count.
 */
public final class JobContestant implements Contestant, TimedAnswers {
  /** Inputs that are worked on together: results are the same as alone. */
  private static final int TOGETHER = 8;

  private static final int BATCH = 64;

  private final String name;
  private final String identity;
  private final Map<String, String> facts;
  private final TextJob job;
  private final @Nullable TaskModel model;

  private JobContestant(
      String name,
      String identity,
      Map<String, String> facts,
      TextJob job,
      @Nullable TaskModel model) {
    this.name = name;
    this.identity = identity;
    this.facts = facts;
    this.job = job;
    this.model = model;
  }

  /**
   * Makes a job and its contestant, which closes the model when it is closed.
   *
   * @param name of the job, such as {@code summarize}
   * @param version of the program, whose classes are part of the job
   * @param modelIdentity what the model's answers depend on; empty without a model
   * @param facts about the model
   * @throws IllegalArgumentException naming the option that is wrong
   */
  public static JobContestant open(
      String name,
      String version,
      JobFactory factory,
      JobOptions options,
      @Nullable TaskModel model,
      String modelIdentity,
      Map<String, String> facts)
      throws IOException {
    TextJob job = factory.open(model, options);
    try {
      options.checkKnown();
    } catch (IllegalArgumentException e) {
      job.close();
      throw e;
    }
    Map<String, String> all = new LinkedHashMap<>();
    all.put("job", name);
    options.given().forEach((option, value) -> all.put("option " + option, value));
    all.putAll(facts);
    String identity =
        "job %s of %s, %s, by %s".formatted(name, version, options.identity(), modelIdentity);
    return new JobContestant(name, identity, all, job, model);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public Map<String, String> facts() {
    return facts;
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public List<Reply> answer(List<Query> queries) {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(TOGETHER, Thread.ofVirtual().factory())) {
      List<Future<Reply>> asked =
          queries.stream().map(query -> threads.submit(() -> reply(query))).toList();
      List<Reply> replies = new ArrayList<>();
      for (Future<Reply> reply : asked) {
        replies.add(reply.get());
      }
      return replies;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private Reply reply(Query query) {
    if (!(query instanceof Query.Generate generate)) {
      return new Reply.Failed("a job writes an answer and does not tell how likely others are");
    }
    try {
      JobReply reply = run(generate);
      return new Reply.Said(
          reply.text(),
          Math.toIntExact(reply.usage().promptTokens()),
          Math.toIntExact(reply.usage().answerTokens()));
    } catch (IOException | IllegalArgumentException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  private JobReply run(Query.Generate query) throws IOException {
    try {
      return job.run(JobInput.read(query.context().shown()));
    } catch (ContextOverflowException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** A job's answer is there at once, when it is whole: it has no time to its first token. */
  @Override
  public Timed time(Query.Generate query) throws IOException {
    JobReply reply = run(query);
    return new Timed(
        Double.NaN,
        reply.usage().seconds(),
        Math.toIntExact(reply.usage().promptTokens()),
        Math.toIntExact(reply.usage().answerTokens()));
  }

  @Override
  public void close() throws IOException {
    try (TaskModel _ = model) {
      job.close();
    }
  }
}
