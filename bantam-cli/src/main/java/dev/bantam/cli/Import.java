package dev.bantam.cli;

import dev.bantam.format.Gguf;
import dev.bantam.format.ImportanceMatrix;
import dev.bantam.format.ModelFile;
import dev.bantam.hub.Hub;
import dev.bantam.hub.Manifest;
import dev.bantam.hub.ModelName;
import dev.bantam.kernel.Team;
import dev.bantam.model.GgufQuantizer;
import dev.bantam.model.Models;
import dev.bantam.model.QuantMix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam import}. */
@Command(
    name = "import",
    description =
        "Bring a model in: convert a Hugging Face folder or llama2.c checkpoint to GGUF, or add a"
            + " .gguf file, under a name of the store or as a file.",
    mixinStandardHelpOptions = true)
final class Import implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PATH", description = "A model folder or file.")
  private Path path;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "A name for the store, or a .gguf file to write.")
  private String target;

  @Option(
      names = {"-q", "--quantize", "--outtype"},
      paramLabel = "TYPE",
      description = "Storage type: F32, F16, BF16, Q8_0, Q4_K_M, ...; default: F16 for a folder.")
  private @Nullable String type;

  @Option(names = "--imatrix", paramLabel = "FILE", description = "As for quantize.")
  private @Nullable Path imatrix;

  @Option(
      names = "--licence",
      paramLabel = "NAME",
      description = "The model's licence, to be noted.")
  private @Nullable String licence;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads; default: all cores.")
  private int threads = Team.availableThreads();

  @Override
  public Integer call() throws Exception {
    if (target.endsWith(".gguf")) {
      convert(Path.of(target));
      return 0;
    }
    if (!(ModelName.parse(target) instanceof ModelName.Friendly name)) {
      throw new Failures.UsageException(
          "'" + target + "' should be a name for the store, or a path that ends with .gguf");
    }
    try (ProgressBar bar = new ProgressBar()) {
      Manifest manifest = add(name, bar);
      bar.step("Added %s, %s".formatted(manifest.name(), Output.bytes(manifest.bytes())));
    }
    return 0;
  }

  private Manifest add(ModelName.Friendly name, ProgressBar bar) throws Exception {
    if (type == null && isGguf()) {
      return Hub.current().home().add(name, path, licence, bar);
    }
    Path folder = Files.createDirectories(Hub.current().home().partial());
    Path file = folder.resolve(name.name() + "-" + mix() + ".gguf");
    try {
      convert(file);
      return Hub.current().home().add(name, file, licence, bar);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private boolean isGguf() throws Exception {
    if (Files.isDirectory(path)) {
      return false;
    }
    try (ModelFile file = Models.open(path)) {
      return file instanceof Gguf;
    }
  }

  private QuantMix mix() {
    return QuantMix.named(type == null ? "F16" : type);
  }

  private void convert(Path file) throws Exception {
    try (ModelFile model = Models.open(path)) {
      ImportanceMatrix importance = imatrix == null ? null : ImportanceMatrix.read(imatrix);
      QuantizeVerb.write(
          Exported.of(model),
          new GgufQuantizer.Options(mix(), false, importance, false),
          threads,
          file);
    }
  }
}
