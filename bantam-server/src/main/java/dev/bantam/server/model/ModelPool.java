package dev.bantam.server.model;

import dev.bantam.generate.Generator;
import dev.bantam.hub.Hub;
import dev.bantam.server.ServerSettings;
import dev.bantam.server.http.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The models that are loaded: each when it is first asked for, until it has been idle for a while
 * or its memory is needed for another. One in use is never unloaded.
 */
public final class ModelPool implements AutoCloseable {
  /** As good as for ever, and yet an instant from now. */
  private static final Duration FOR_EVER = Duration.ofDays(365L * 200);

  private static final int RETRY_SECONDS = 1;
  private static final int SWEEP_MILLIS = 1000;

  private final ModelNames names;
  private final ServerSettings settings;
  private final ServedModel.@Nullable Loading own;
  private final Loader loader;
  private final Map<ServedModel.Loading, LoadedModel> loaded = new HashMap<>();
  private boolean closed;

  /**
   * A pool with the operator's model loaded, if there is one.
   *
   * @throws IOException if that cannot be found
   * @throws ApiException if that cannot be loaded
   */
  public ModelPool(Hub hub, ServerSettings settings) throws IOException {
    this.names = new ModelNames(hub, settings.model());
    this.settings = settings;
    ServedModel own = names.own();
    this.own = own == null ? null : own.loading();
    this.loader = new Loader(settings.generator(), this.own);
    Thread.ofVirtual().name("bantam-model-sweeper").start(this::sweep);
    if (own != null) {
      lease(null).close();
    }
  }

  /**
   * A model that is loaded.
   *
   * @param name as it was last asked for
   * @param bytes of its weights and of what is cached now
   * @param context most tokens of a sequence
   * @param uses requests that use it
   * @param expires when it will be unloaded, if nobody asks for it any more
   */
  public record State(String name, long bytes, int context, int uses, Instant expires) {}

  /**
   * A place at a model for one request; give it back by closing the lease. Loads the model if it is
   * not loaded yet, once for all who ask for it meanwhile.
   *
   * @param name as a client wrote it; null or blank for the operator's model
   * @throws ApiException 404 if there is no such model here, 429 if too many requests for it wait
   *     already or there is no room beside models in use, 500 if it cannot be loaded, 503 if it
   *     never fits or the server is about to end
   */
  public Lease lease(@Nullable String name) throws IOException {
    ServedModel served = names.find(name);
    long begun = System.nanoTime();
    Claim claim = claim(served);
    if (claim.isNew) {
      load(served, claim.model);
    }
    try {
      return new Lease(this, served, claim.model, Duration.ofNanos(System.nanoTime() - begun));
    } catch (ApiException e) {
      giveBack(claim.model);
      throw e;
    }
  }

  /** A place, perhaps at a model that is still to be loaded by who has it. */
  private record Claim(LoadedModel model, boolean isNew) {}

  private synchronized Claim claim(ServedModel served) {
    if (closed) {
      throw ApiException.stopping(RETRY_SECONDS);
    }
    LoadedModel known = loaded.get(served.loading());
    if (known == null) {
      Duration keepAlive = served.loading().equals(own) ? FOR_EVER : bounded(settings.keepAlive());
      LoadedModel model = new LoadedModel(served, keepAlive);
      loaded.put(model.loading, model);
      return new Claim(model, true);
    }
    if (known.uses >= settings.generator().parallel() + settings.queue()) {
      throw ApiException.busy(
          "%d requests for '%s' wait already".formatted(known.uses, served.name()), RETRY_SECONDS);
    }
    known.uses++;
    known.name = served.name();
    return new Claim(known, false);
  }

  private void load(ServedModel served, LoadedModel model) {
    try {
      Loader.Plan plan = loader.plan(served);
      reserve(served, model, plan).forEach(LoadedModel::close);
      model.loaded(loader.open(served, model.bytes));
    } catch (ApiException e) {
      fail(model, e);
    } catch (IOException | RuntimeException | Error e) { // or those who wait would wait for ever
      fail(model, Loader.failure(served, e));
    }
  }

  private synchronized void fail(LoadedModel model, ApiException why) {
    loaded.remove(model.loading, model); // so that the next request tries again
    model.failed(why);
  }

  /**
   * Sets memory aside for a model.
   *
   * @return the idle models that had to go for it, taken out of the pool and still to be closed
   */
  private synchronized List<LoadedModel> reserve(
      ServedModel served, LoadedModel model, Loader.Plan plan) {
    long free = loader.memory() - loaded.values().stream().mapToLong(m -> m.bytes).sum();
    List<LoadedModel> idle =
        loaded.values().stream()
            .filter(LoadedModel::isIdle)
            .sorted(Comparator.comparing((LoadedModel m) -> m.lastUse))
            .toList();
    List<LoadedModel> victims = new ArrayList<>();
    for (LoadedModel candidate : idle) {
      if (free < plan.least()) {
        victims.add(candidate);
        free += candidate.bytes;
      }
    }
    if (free < plan.least()) {
      throw loader.noRoom(served, plan);
    }
    victims.forEach(victim -> loaded.remove(victim.loading, victim));
    model.weights = plan.weights();
    model.bytes = plan.within(free);
    return victims;
  }

  void keepAlive(LoadedModel model, Duration duration) {
    synchronized (this) {
      model.keepAlive = bounded(duration);
    }
  }

  private static Duration bounded(Duration duration) {
    return duration.isNegative() || duration.compareTo(FOR_EVER) > 0 ? FOR_EVER : duration;
  }

  void giveBack(LoadedModel model) {
    synchronized (this) {
      model.uses--;
      model.lastUse = Instant.now();
    }
    unloadExpired();
  }

  /** Unloads a model if it is loaded: at once, or as soon as nobody uses it any more. */
  public void unload(@Nullable String name) throws IOException {
    ServedModel.Loading loading = names.find(name).loading();
    synchronized (this) {
      LoadedModel model = loaded.get(loading);
      if (model != null) {
        model.keepAlive = Duration.ZERO;
      }
    }
    unloadExpired();
  }

  /** Looks every second whether a model's time is over. */
  private void sweep() {
    try {
      while (!isClosed()) {
        Thread.sleep(SWEEP_MILLIS);
        unloadExpired();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void unloadExpired() {
    Instant now = Instant.now();
    unload(model -> closed || !model.expires().isAfter(now));
  }

  /** Takes idle models out, then closes them, which keeps nobody else waiting. */
  private void unload(Predicate<LoadedModel> condition) {
    List<LoadedModel> out;
    synchronized (this) {
      out = loaded.values().stream().filter(m -> m.isIdle() && condition.test(m)).toList();
      out.forEach(model -> loaded.remove(model.loading, model));
    }
    out.forEach(LoadedModel::close);
  }

  /** The model of a name, without loading it; as {@link #lease} finds it. */
  public ServedModel find(@Nullable String name) throws IOException {
    return names.find(name);
  }

  /** The adapters whose scales requests to a model may set. */
  public List<Generator.AdapterFile> adapters(ServedModel model) {
    return loader.adapters(model);
  }

  /** Every model that can be asked for. */
  public List<ServedModel> list() throws IOException {
    return names.list();
  }

  /** The models that are loaded, by name. */
  public List<State> loaded() {
    List<State> states = new ArrayList<>();
    askAll(
        model -> {
          Generator generator = model.generator();
          long bytes = model.weights + generator.cacheBytes();
          synchronized (this) {
            model.uses--; // who asks here does not count
            states.add(
                new State(model.name, bytes, generator.context(), model.uses, model.expires()));
            model.uses++;
          }
        });
    states.sort(Comparator.comparing(State::name));
    return states;
  }

  /** What the loaded models together are busy with. */
  public Generator.Load load() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger waiting = new AtomicInteger();
    askAll(
        model -> {
          running.addAndGet(model.generator().load().running());
          waiting.addAndGet(model.generator().load().waiting());
        });
    return new Generator.Load(running.get(), waiting.get());
  }

  /** Bytes of the KV caches of all loaded models. */
  public long cacheBytes() {
    AtomicLong bytes = new AtomicLong();
    askAll(model -> bytes.addAndGet(model.generator().cacheBytes()));
    return bytes.get();
  }

  /** Asks each loaded model something, which takes its time, while none can be closed. */
  private void askAll(Consumer<LoadedModel> question) {
    List<LoadedModel> models;
    synchronized (this) {
      models = loaded.values().stream().filter(LoadedModel::isLoaded).toList();
      models.forEach(model -> model.uses++);
    }
    try {
      models.forEach(question);
    } finally {
      synchronized (this) {
        models.forEach(model -> model.uses--);
      }
      unloadExpired();
    }
  }

  /** Unloads all models: those in use when they are given back. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    unloadExpired();
  }
}
