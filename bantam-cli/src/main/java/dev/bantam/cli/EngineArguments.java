package dev.bantam.cli;

import dev.bantam.generate.Generator;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.VariantSettings;
import dev.bantam.tensor.DType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is run: the options that every verb with a generator has. */
final class EngineArguments {
  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads; default: all cores.")
  private int threads;

  @Option(
      names = {"-c", "--ctx-size"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Most tokens of prompt and answer; default: the model's own, or what fits.")
  private int context;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      defaultValue = "F16",
      description = "Type of the KV cache: F32, F16, Q8_0; default ${DEFAULT-VALUE}.")
  private DType cacheType;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description = {
        "Most memory to take, such as 6G; default: all of the machine or container.",
        "What does not fit is refused before it is read."
      })
  private @Nullable Long memory;

  @Mixin private AdapterArguments adapters = new AdapterArguments();

  /** Opens a model with these options. */
  Generator open(LocalModel model) throws IOException {
    return open(model, options(model));
  }

  /**
   * Opens a model with these options, changed; tells of a context that had to be smaller, and of an
   * adapter that was trained on something else.
   */
  static Generator open(LocalModel model, Generator.Options options) throws IOException {
    Generator generator = Generator.open(model.path(), options);
    AdapterArguments.warnOfOtherBases(generator.adapters(), generator.file());
    int own = generator.model().facts().context();
    if (options.context() == 0 && generator.context() < own) {
      System.err.printf(
          "bantam: a context of %d tokens, not the model's %d, fits %s (--memory, --cache-type)%n",
          generator.context(), own, Output.bytes(options.memory()));
    }
    return generator;
  }

  /** These options, for whichever models will be opened. */
  Generator.Options options() throws IOException {
    return Generator.Options.DEFAULT
        .withThreads(threads)
        .withContext(context)
        .withCacheType(cacheType)
        .withAdapters(adapters.given())
        .withMemory(memory == null ? MemorySize.total() : memory);
  }

  /** These options, what a variant sets where they do not, and the defaults of all others. */
  Generator.Options options(LocalModel model) throws IOException {
    VariantSettings variant = new VariantSettings(model);
    return Generator.Options.DEFAULT
        .withThreads(threads > 0 ? threads : variant.threads())
        .withContext(context > 0 ? context : variant.context())
        .withCacheType(cacheType)
        .withAdapters(adapters.of(model))
        .withTemplate(variant.template())
        .withMemory(memory == null ? MemorySize.total() : memory);
  }
}
