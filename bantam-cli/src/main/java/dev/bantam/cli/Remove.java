package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.hub.Manifest;
import dev.bantam.hub.ModelName;
import dev.bantam.hub.Variants;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bantam rm}. */
@Command(
    name = "rm",
    description = "Remove models from the store, and their files unless another model shares them.",
    mixinStandardHelpOptions = true)
final class Remove implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      arity = "1..*",
      description = "Names as 'bantam list' shows them.")
  private List<String> models;

  @Override
  public Integer call() throws Exception {
    for (String model : models) {
      List<String> variants = variantsOf(ModelName.parse(model));
      if (!Hub.current().home().remove(ModelName.parse(model))) {
        throw new Failures.UsageException(
            "there is no model '" + model + "' in the store; 'bantam list' shows what there is");
      }
      System.err.println("Removed " + model);
      if (!variants.isEmpty()) {
        System.err.println(
            "Its files stay for what is made from it: " + String.join(", ", variants));
      }
    }
    return 0;
  }

  private static List<String> variantsOf(ModelName name) throws IOException {
    Manifest manifest = Hub.current().home().find(name);
    return manifest == null ? List.of() : new Variants(Hub.current()).madeFrom(manifest);
  }
}
