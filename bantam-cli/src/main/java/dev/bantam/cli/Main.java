package dev.bantam.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code bantam}; the only class that ends the JVM. */
@Command(
    name = "bantam",
    description = "Small language models for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Run.class,
      Pull.class,
      ListModels.class,
      Show.class,
      Remove.class,
      Copy.class,
      Import.class,
      QuantizeVerb.class,
      Tokenize.class,
      Embed.class,
      Bench.class,
      PerplexityVerb.class,
      Doctor.class,
      GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** Runs the verb that the arguments name and ends with its exit status. */
  public static void main(String[] args) {
    VectorModule.load();
    System.exit(commandLine().execute(args));
  }

  /** The program's verbs, ready to be executed. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Failures::report);
    line.getSubcommands().get("generate-completion").getCommandSpec().usageMessage().hidden(true);
    return line;
  }
}
