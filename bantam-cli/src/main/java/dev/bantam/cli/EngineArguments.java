package dev.bantam.cli;

import dev.bantam.generate.Generator;
import dev.bantam.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
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
      description = "Most tokens of prompt and answer; default: the model's own.")
  private int context;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      defaultValue = "F16",
      description = "Type of the KV cache: F32, F16, Q8_0; default ${DEFAULT-VALUE}.")
  private DType cacheType;

  /** Opens a model with these options. */
  Generator open(Path path) throws IOException {
    return Generator.open(path, options());
  }

  /** These options, and the defaults of all others. */
  Generator.Options options() {
    return Generator.Options.DEFAULT
        .withThreads(threads)
        .withContext(context)
        .withCacheType(cacheType);
  }
}
