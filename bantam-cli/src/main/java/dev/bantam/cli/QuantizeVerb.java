package dev.bantam.cli;

import dev.bantam.format.ImportanceMatrix;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Team;
import dev.bantam.model.GgufQuantizer;
import dev.bantam.model.Models;
import dev.bantam.model.QuantMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam quantize}. */
@Command(
    name = "quantize",
    description = "Write a model as a GGUF file of another storage type, as llama-quantize does.",
    mixinStandardHelpOptions = true)
final class QuantizeVerb implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = ModelArgument.HELP)
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The .gguf file to write.")
  private Path target;

  @Parameters(
      index = "2",
      paramLabel = "TYPE",
      description = "Q4_K_M, Q8_0, F16, ...: see --types.")
  private String type;

  @Option(
      names = "--imatrix",
      paramLabel = "FILE",
      description = "How much each column matters, as llama-imatrix writes it.")
  private @Nullable Path imatrix;

  @Option(names = "--pure", description = "One type for all matrices.")
  private boolean pure;

  @Option(
      names = "--allow-requantize",
      description = "Quantise tensors that are quantised already, at a loss.")
  private boolean requantise;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads; default: all cores.")
  private int threads = Team.availableThreads();

  @Override
  public Integer call() throws Exception {
    QuantMix mix = QuantMix.named(type);
    try (ModelFile file = Models.open(ModelArgument.quietly(name).path())) {
      if (Files.exists(target) && Files.isSameFile(target, file.path())) {
        throw new Failures.UsageException(target + " is the model itself: choose another file");
      }
      ImportanceMatrix importance = imatrix == null ? null : ImportanceMatrix.read(imatrix);
      write(
          Exported.of(file),
          new GgufQuantizer.Options(mix, pure, importance, requantise),
          threads,
          target);
    }
    return 0;
  }

  /** Writes {@code file} to {@code target} and says how large it became. */
  static void write(ModelFile file, GgufQuantizer.Options options, int threads, Path target)
      throws IOException {
    long before = file.tensors().values().stream().mapToLong(t -> t.data().byteSize()).sum();
    try (Team team = new Team(threads);
        ProgressBar bar = new ProgressBar()) {
      new GgufQuantizer(file, options, team)
          .write(
              target,
              (number, count, tensor, type) ->
                  bar.items(number, count, tensor.name() + " -> " + type));
      bar.step(
          "Wrote %s: %s %s, from %s"
              .formatted(
                  target, options.mix(), Output.bytes(Files.size(target)), Output.bytes(before)));
    }
  }
}
