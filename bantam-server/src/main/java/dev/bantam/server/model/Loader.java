package dev.bantam.server.model;

import dev.bantam.format.ModelFile;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Generator.AdapterFile;
import dev.bantam.generate.MemoryNeed;
import dev.bantam.hub.Variant;
import dev.bantam.hub.VariantSettings;
import dev.bantam.model.Architectures;
import dev.bantam.model.Model;
import dev.bantam.model.Models;
import dev.bantam.server.http.ApiException;
import dev.bantam.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens models, within the memory that they may take. */
final class Loader {
  /** A model that would have less context, in tokens, is not loaded beside others. */
  private static final int LEAST_CONTEXT = 4096;

  private static final int RETRY_SECONDS = 1;

  private final Generator.Options options;
  private final ServedModel.@Nullable Loading own;

  /**
   * @param options how models are run; their adapters are for the operator's model
   * @param own how that is loaded, or null
   */
  Loader(Generator.Options options, ServedModel.@Nullable Loading own) {
    this.options = options;
    this.own = own;
  }

  /**
   * Memory that a model takes beside the program.
   *
   * @param weights bytes
   * @param least bytes with which it can be used: the weights, and a cache for one request
   * @param most bytes that it can make use of, with a full cache
   */
  record Plan(long weights, long least, long most) {
    /**
     * What a model may have of {@code free} bytes: half of them for its cache, so that others find
     * room too, unless it needs more.
     */
    long within(long free) {
      return Math.min(most, Math.max(least, weights + (free - weights) / 2));
    }
  }

  /** Bytes that all models may take together. */
  long memory() {
    return Math.max(0, options.memory() - MemoryNeed.PROGRAM);
  }

  /** What a model will need, as its header tells. */
  Plan plan(ServedModel served) throws IOException {
    try (ModelFile file = Models.open(served.local().path())) {
      Model.Facts facts = Architectures.wire(file, 0).facts();
      MemoryNeed need =
          MemoryNeed.of(file, facts.memory(), facts.causal() ? options.cacheType() : DType.F32);
      int asked = context(served.settings());
      long context = asked > 0 ? asked : facts.context();
      long least = asked > 0 ? asked : Math.min(context, LEAST_CONTEXT);
      long weights = need.weights() + adapterBytes(served);
      // As many tokens as a generator makes use of.
      long most = 2 * (options.parallel() + 1L) * context;
      return new Plan(weights, weights + need.cache(least), weights + need.cache(most));
    }
  }

  private long adapterBytes(ServedModel served) throws IOException {
    long bytes = 0;
    for (AdapterFile adapter : adapters(served)) {
      try (Stream<Path> files = Files.walk(adapter.path())) {
        bytes += files.mapToLong(file -> file.toFile().length()).sum();
      }
    }
    return bytes;
  }

  private int context(VariantSettings settings) {
    return options.context() > 0 ? options.context() : settings.context();
  }

  /**
   * Opens a model.
   *
   * @param bytes that it may take beside the program
   */
  Generator open(ServedModel served, long bytes) throws IOException {
    VariantSettings settings = served.settings();
    boolean unlimited = options.memory() == Long.MAX_VALUE;
    return Generator.open(
        served.local().path(),
        options
            .withContext(context(settings))
            .withThreads(options.threads() > 0 ? options.threads() : settings.threads())
            .withTemplate(settings.template())
            .withAdapters(adapters(served))
            .withMemory(unlimited ? Long.MAX_VALUE : bytes + MemoryNeed.PROGRAM));
  }

  /** Those of a variant, and with the operator's model those that the operator adds. */
  List<AdapterFile> adapters(ServedModel served) {
    List<AdapterFile> adapters = new ArrayList<>();
    Variant variant = served.local().variant();
    for (Path path : served.local().adapters()) {
      float weight = variant == null ? 1 : variant.adapters().get(adapters.size()).weight();
      adapters.add(new AdapterFile(path, weight));
    }
    if (served.loading().equals(own)) {
      adapters.addAll(options.adapters());
    }
    return adapters;
  }

  /** There is less memory than a model needs: for good, or while others are in use. */
  ApiException noRoom(ServedModel served, Loader.Plan plan) {
    String needs = "'%s' needs %d MB of memory".formatted(served.name(), plan.least() / 1_000_000);
    if (plan.least() > memory()) {
      return ApiException.of(
          503,
          "overloaded_error",
          "out_of_memory",
          "%s, and %d MB may be used (--memory)".formatted(needs, memory() / 1_000_000));
    }
    return ApiException.busy(
        needs + ", and the models in use leave less; try again when they are idle", RETRY_SECONDS);
  }

  /** Why a model could not be loaded, in words that name no path. */
  static ApiException failure(ServedModel served, Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return ApiException.of(
        500,
        "api_error",
        "model_not_loaded",
        "'%s' could not be loaded: %s"
            .formatted(
                served.name(), message.replace(served.local().path().toString(), served.name())));
  }
}
