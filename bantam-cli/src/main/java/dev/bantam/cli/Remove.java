package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.hub.ModelName;
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
      if (!Hub.current().home().remove(ModelName.parse(model))) {
        throw new Failures.UsageException(
            "there is no model '" + model + "' in the store; 'bantam list' shows what there is");
      }
      System.err.println("Removed " + model);
    }
    return 0;
  }
}
