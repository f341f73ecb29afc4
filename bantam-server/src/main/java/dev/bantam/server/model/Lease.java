package dev.bantam.server.model;

import dev.bantam.generate.AdapterScale;
import dev.bantam.generate.AnswerStream;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.sample.SamplingOptions;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.SamplingParameters;
import dev.bantam.hub.VariantSettings;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.HttpLimits;
import dev.bantam.server.http.JsonFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place at a loaded model, for one request. The model stays loaded until it is given back. */
public final class Lease implements AutoCloseable {
  private final ModelPool pool;
  private final ServedModel served;
  private final LoadedModel loaded;
  private final Generator generator;
  private final Duration loadTime;
  private final List<AnswerStream> streams = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(ModelPool pool, ServedModel served, LoadedModel loaded, Duration loadTime) {
    this.pool = pool;
    this.served = served;
    this.loaded = loaded;
    this.generator = loaded.generator();
    this.loadTime = loadTime;
  }

  /** The name under which it is served. */
  public String name() {
    return served.name();
  }

  /** Where it lies, and what it sets if it is a variant. */
  public LocalModel model() {
    return served.local();
  }

  /** The model itself, for tokens, templates, scores and embeddings. */
  public Generator generator() {
    return generator;
  }

  /** How long this request waited for the model to be loaded. */
  public Duration loadTime() {
    return loadTime;
  }

  /** Sampling options as the model's variant sets them, to be changed by what a request says. */
  public SamplingOptions.Builder sampling() {
    SamplingOptions.Builder builder = SamplingOptions.builder();
    served.settings().sampling().forEach((n, value) -> SamplingParameters.set(builder, n, value));
    return builder;
  }

  /**
   * A request with what the model's variant sets: {@link #sampling}, stops, most tokens, the seed.
   */
  public Request.Builder request(Prompt prompt) {
    VariantSettings settings = served.settings();
    Request.Builder builder =
        Request.builder(prompt).sampling(sampling().build()).stops(settings.stops());
    Integer maxTokens = settings.maxTokens();
    Long seed = settings.seed();
    if (maxTokens != null) {
      builder.maxTokens(maxTokens);
    }
    return seed == null ? builder : builder.seed(seed);
  }

  /**
   * The field {@code adapters} of a request, such as {@code [{"name": "law", "scale": 0.5}]}: how
   * much of which of the model's adapters it wants.
   *
   * @throws ApiException 400 that names the part that is not as it should be
   */
  public List<AdapterScale> adapters(JsonFields body) {
    List<String> names = generator.adapterNames();
    List<AdapterScale> scales = new ArrayList<>();
    for (JsonFields adapter : body.objects("adapters", HttpLimits.ADAPTERS)) {
      String name = adapter.string("name");
      if (!names.contains(name)) {
        throw ApiException.bad(
            adapter.param("name"),
            "%s is '%s', and the model's adapters are %s"
                .formatted(adapter.param("name"), name, names));
      }
      scales.add(new AdapterScale(name, (float) adapter.number("scale", -100, 100, 1)));
    }
    return scales;
  }

  /**
   * A conversation after what the model's variant begins one with: its messages, and its system
   * message unless the conversation has its own.
   */
  public List<Message> conversation(List<Message> messages) {
    boolean system = !messages.isEmpty() && messages.getFirst().role().equals("system");
    List<Message> all =
        new ArrayList<>(served.settings().beginning(system ? messages.getFirst().content() : null));
    all.addAll(system ? messages.subList(1, messages.size()) : messages);
    return all;
  }

  /** From now on, how long the model stays loaded when it is idle; 0 for not at all. */
  public void keepAlive(Duration duration) {
    pool.keepAlive(loaded, duration);
  }

  /** Begins to answer a request. */
  public AnswerStream stream(Request request) {
    AnswerStream stream = generator.stream(request);
    streams.add(stream);
    return stream;
  }

  /** Ends the answers that are not done, and gives the model back. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    streams.forEach(AnswerStream::close);
    boolean interrupted = false;
    for (AnswerStream stream : streams) {
      interrupted |= awaitEnd(stream);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    pool.giveBack(loaded);
  }

  /** A cancelled answer ends with the step that runs: then nothing of it uses the model. */
  private static boolean awaitEnd(AnswerStream stream) {
    boolean interrupted = false;
    while (true) {
      try {
        while (stream.next() != null) {}
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
