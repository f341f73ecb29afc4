package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.ModelName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bantam pull}. */
@Command(
    name = "pull",
    description = "Fetch a model into the store; an interrupted pull is resumed.",
    mixinStandardHelpOptions = true)
final class Pull implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = ModelArgument.HELP)
  private String model;

  @Override
  public Integer call() throws Exception {
    try (ProgressBar bar = new ProgressBar()) {
      LocalModel pulled = Hub.current().pull(ModelName.parse(model), bar);
      bar.step(
          "%s is ready: %s, licence %s"
              .formatted(
                  pulled.name(),
                  pulled.source(),
                  pulled.licence() == null ? "unknown" : pulled.licence()));
    }
    return 0;
  }
}
