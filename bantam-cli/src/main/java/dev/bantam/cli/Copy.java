package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.hub.ModelName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bantam cp}. */
@Command(
    name = "cp",
    description = "Give a model of the store a second name; its files are shared.",
    mixinStandardHelpOptions = true)
final class Copy implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FROM", description = "A model of the store.")
  private String from;

  @Parameters(index = "1", paramLabel = "TO", description = "The new name: NAME or NAME:TAG.")
  private String to;

  @Override
  public Integer call() throws Exception {
    if (!(ModelName.parse(to) instanceof ModelName.Friendly name)) {
      throw new Failures.UsageException("'" + to + "' should be a plain name, as NAME or NAME:TAG");
    }
    Hub.current().home().copy(ModelName.parse(from), name);
    System.err.println("Copied " + from + " to " + to);
    return 0;
  }
}
