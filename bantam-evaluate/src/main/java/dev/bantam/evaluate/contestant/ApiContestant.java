package dev.bantam.evaluate.contestant;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model behind an OpenAI-compatible API. A query that fails, also when it was sent again, is
 * {@link Reply.Failed}; an end point that refuses its user, or fails time and again, ends the
 * contestant.
 */
public final class ApiContestant implements Contestant, TimedAnswers {
  private final ApiSettings settings;
  private final ApiClient client;
  private final ApiScores scores;
  private final ApiGeneration generation;
  private final Semaphore places;
  private volatile @Nullable IOException end;

  /** Asks nothing yet. */
  public ApiContestant(ApiSettings settings) {
    this(settings, Thread::sleep);
  }

  ApiContestant(ApiSettings settings, ApiRetry.Pauses pauses) {
    this.settings = settings;
    this.client = new ApiClient(settings, pauses);
    ApiTokens.Lookup tokens = new ApiTokens.Lookup(client, settings.model());
    this.scores = new ApiScores(client, settings.model(), tokens);
    this.generation = new ApiGeneration(client, settings, tokens);
    this.places = new Semaphore(settings.concurrency());
  }

  /** The model and where it is, such as {@code gpt-4.1-mini@api.openai.com}. */
  @Override
  public String name() {
    return settings.model() + "@" + settings.base().getRawAuthority();
  }

  @Override
  public String identity() {
    return "api %s %s %s".formatted(settings.base(), settings.mode(), settings.model());
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("end point", settings.base().toString());
    facts.put("model", settings.model());
    facts.put(
        "price",
        String.format(
            Locale.ROOT,
            "%s %s read, %s written, of a million tokens",
            settings.currency(),
            settings.pricePerMillionInput(),
            settings.pricePerMillionOutput()));
    facts.put("requests at a time", String.valueOf(settings.concurrency()));
    if (!generation.refused().isEmpty()) {
      facts.put("parameters it refuses", String.join(", ", generation.refused()));
    }
    return Collections.unmodifiableMap(facts);
  }

  public ApiSettings settings() {
    return settings;
  }

  @Override
  public int batch() {
    return settings.concurrency() * ApiScores.PROMPTS;
  }

  /** A part of the queries that is answered by one thread. */
  private record Part(List<Integer> places, Callable<List<Reply>> task) {}

  /**
   * Answers queries, several at a time.
   *
   * @throws IOException if the end point refuses its user or its model, or has failed time and
   *     again, or the thread is interrupted; what was answered before that is returned, if it is
   *     anything, and the next call throws
   */
  @Override
  public List<Reply> answer(List<Query> queries) throws IOException {
    checkNotEnded();
    List<Part> parts = parts(queries);
    Reply[] replies = new Reply[queries.size()];
    int answered = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Reply>>> futures = new ArrayList<>();
      for (Part part : parts) {
        futures.add(threads.submit(() -> inPlace(part.task)));
      }
      for (int i = 0; i < parts.size(); i++) {
        List<Reply> some = result(futures.get(i), parts.get(i), threads);
        for (int j = 0; j < some.size(); j++) {
          replies[parts.get(i).places.get(j)] = some.get(j);
          answered += some.get(j) instanceof Reply.Failed ? 0 : 1;
        }
      }
    }
    if (answered == 0) {
      checkNotEnded();
    }
    return List.of(replies);
  }

  private void checkNotEnded() throws IOException {
    IOException why = end;
    if (why != null) {
      throw new EndPointException(String.valueOf(why.getMessage()), why);
    }
  }

  /** Scores go together, as many as keep all places busy; each generation goes alone. */
  private List<Part> parts(List<Query> queries) {
    List<Part> parts = new ArrayList<>();
    List<Integer> scored = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      if (queries.get(i) instanceof Query.Generate query) {
        parts.add(new Part(List.of(i), () -> List.of(generation.answer(query))));
      } else {
        scored.add(i);
      }
    }
    int each = Math.ceilDiv(scored.size(), settings.concurrency());
    int size = Math.clamp(each, 1, ApiScores.PROMPTS);
    for (int from = 0; from < scored.size(); from += size) {
      List<Integer> some = scored.subList(from, Math.min(from + size, scored.size()));
      List<Query> asked = some.stream().<Query>map(queries::get).toList();
      parts.add(new Part(some, () -> scores.answer(asked)));
    }
    return parts;
  }

  private List<Reply> inPlace(Callable<List<Reply>> task) throws Exception {
    places.acquire();
    try {
      checkNotEnded();
      return task.call();
    } catch (IOException e) {
      end = end == null ? e : end;
      throw e;
    } finally {
      places.release();
    }
  }

  private List<Reply> result(Future<List<Reply>> future, Part part, ExecutorService threads)
      throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + name() + " was asked");
    } catch (ExecutionException e) {
      threads.shutdownNow();
      IOException why = end;
      if (why == null) {
        throw new IllegalStateException(e.getCause());
      }
      Reply failed = new Reply.Failed("not asked any more: " + why.getMessage());
      return Collections.nCopies(part.places.size(), failed);
    }
  }

  /**
   * Asks once, and takes the time, that on the way through the network included. Where the end
   * point does not say how many tokens it read, they are 0; how many it wrote, they are the pieces
   * that came.
   *
   * @throws IOException if no answer comes, whatever the reason
   */
  @Override
  public Timed time(Query.Generate query) throws IOException {
    checkNotEnded();
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Timed> timing =
          thread.submit(() -> generation.ask(query, asked -> stream(asked.uri(), asked.body())));
      try {
        return timing.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        timing.cancel(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + name() + " was timed");
    } catch (TimeoutException e) {
      throw new EndPointException(
          String.format(
              Locale.ROOT,
              "%s: its answer took longer than %.1f s",
              name(),
              settings.timeout().toMillis() / 1000.0),
          e);
    } catch (ExecutionException e) {
      throw new EndPointException(String.valueOf(e.getCause().getMessage()), e);
    }
  }

  private Timed stream(URI uri, ObjectNode body)
      throws ApiFailure, IOException, InterruptedException {
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    ApiStream stream = new ApiStream(System.nanoTime());
    try (InputStream in = client.stream(uri, body)) {
      return stream.read(in);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
