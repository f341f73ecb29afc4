package dev.bantam.cli;

import dev.bantam.format.Lineage;
import dev.bantam.format.ModelFile;
import dev.bantam.generate.Generator.AdapterFile;
import dev.bantam.hub.LocalModel;
import dev.bantam.kernel.Team;
import dev.bantam.model.Merge;
import dev.bantam.model.Models;
import dev.bantam.model.QuantMix;
import dev.bantam.model.adapter.Adapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam merge}. */
@Command(
    name = "merge",
    description = "Write a model into which adapters are merged, as a GGUF file or a folder.",
    mixinStandardHelpOptions = true)
final class MergeVerb implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = {ModelArgument.HELP, "A variant is merged with its own adapters."})
  private String name;

  @Mixin private AdapterArguments adapters = new AdapterArguments();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      required = true,
      description = "A .gguf file; or a folder, for a model that is a Hugging Face folder.")
  private Path target;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "Storage of a .gguf file: Q4_K_M, Q8_0, F16, ...; default: each tensor keeps its own.")
  private @Nullable String type;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads; default: all cores.")
  private int threads = Team.availableThreads();

  @Override
  public Integer call() throws Exception {
    LocalModel model = ModelArgument.resolve(name);
    List<AdapterFile> files = adapters.of(model);
    if (files.isEmpty()) {
      throw new Failures.UsageException("there is nothing to merge: give --adapter");
    }
    boolean gguf = target.toString().endsWith(".gguf");
    if (!gguf && type != null) {
      throw new Failures.UsageException("--type is for .gguf files; " + target + " is a folder");
    }
    QuantMix mix = type == null ? null : QuantMix.named(type);
    try (ModelFile file = Models.open(model.path());
        Team team = new Team(threads);
        ProgressBar bar = new ProgressBar()) {
      if (Files.exists(target) && Files.isSameFile(target, file.path())) {
        throw new Failures.UsageException(target + " is the model itself: choose another place");
      }
      List<Adapter> open = AdapterArguments.open(files, file);
      Merge merge = new Merge(file, open, team);
      Lineage lineage = lineage(model, file, files);
      if (gguf) {
        tellOfLosses(merge, mix);
        merge.writeGguf(
            target,
            Exported.of(file).metadata(),
            mix,
            lineage,
            (number, count, tensor, to) -> bar.items(number, count, tensor.name() + " -> " + to));
      } else {
        merge.writeFolder(
            Files.createDirectories(target),
            lineage,
            (number, count, tensor, to) -> bar.items(number, count, tensor.name()));
      }
      bar.step("Wrote %s: %s with %d adapters".formatted(target, model.name(), open.size()));
    }
    return 0;
  }

  private static void tellOfLosses(Merge merge, @Nullable QuantMix mix) throws IOException {
    List<String> again = merge.requantised();
    if (mix == null && !again.isEmpty()) {
      System.err.printf(
          "bantam: %d changed weights are quantised again (%s as %s, ...), which costs some"
              + " quality; a merge into the F16 original does not%n",
          again.size(), again.getFirst(), merge.types(null).get(again.getFirst()));
    }
  }

  private static Lineage lineage(LocalModel model, ModelFile file, List<AdapterFile> files)
      throws IOException {
    Lineage lineage = model.variant() == null ? Lineage.of(file) : model.variant().lineageOf();
    for (AdapterFile adapter : files) {
      lineage =
          model.adapters().contains(adapter.path())
              ? lineage
              : lineage.then(Lineage.of(adapter.path()));
    }
    return lineage;
  }
}
