package dev.bantam.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code bantam}; the only class that ends the JVM. */
@Command(
    name = "bantam",
    description = "Small language models for the JVM: run, tune, measure and serve them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private Main() {}

  /** Runs the verb that the arguments name and ends with its exit status. */
  public static void main(String[] args) {
    VectorModule.load();
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
