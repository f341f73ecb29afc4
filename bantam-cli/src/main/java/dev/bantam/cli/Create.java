package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.hub.Manifest;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Modelfile;
import dev.bantam.hub.VariantSettings;
import dev.bantam.hub.Variants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam create}. */
@Command(
    name = "create",
    description = {
      "Make a named variant of a model: adapters, system message, template, parameters.",
      "Its base is shared, not copied."
    },
    mixinStandardHelpOptions = true)
final class Create implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "NAME or NAME:TAG.")
  private String name;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      defaultValue = "Modelfile",
      description =
          "Says how, in Ollama's language: FROM, ADAPTER, SYSTEM, TEMPLATE (Jinja), PARAMETER,"
              + " MESSAGE, LICENSE; default ${DEFAULT-VALUE}.")
  private Path file;

  @Override
  public Integer call() throws Exception {
    if (!(ModelName.parse(name) instanceof ModelName.Friendly friendly)) {
      throw new Failures.UsageException(
          "'" + name + "' should be a plain name, as NAME or NAME:TAG");
    }
    Modelfile modelfile = Modelfile.parse(file.toString(), Files.readString(file));
    for (String name : VariantSettings.check(modelfile.parameters())) {
      System.err.println("bantam: PARAMETER " + name + " has no effect here");
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    try (ProgressBar bar = new ProgressBar()) {
      Manifest made = new Variants(Hub.current()).create(friendly, modelfile, folder, bar);
      bar.step("Made %s, %s".formatted(made.name(), made.source()));
    }
    return 0;
  }
}
