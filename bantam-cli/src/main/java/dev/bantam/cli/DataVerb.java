package dev.bantam.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bantam data}. */
@Command(
    name = "data",
    description = "Look at what a model is to be trained on.",
    mixinStandardHelpOptions = true,
    subcommands = DataCheck.class)
final class DataVerb implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: data check FILE -m MODEL");
  }
}
