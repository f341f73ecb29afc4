package dev.bantam.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  private static final List<Class<?>> VERBS =
      List.of(
          Run.class,
          ChatVerb.class,
          Pull.class,
          ListModels.class,
          Show.class,
          Remove.class,
          Copy.class,
          Create.class,
          Import.class,
          QuantizeVerb.class,
          Train.class,
          MergeVerb.class,
          LineageVerb.class,
          Diff.class,
          Tokenize.class,
          Embed.class,
          Bench.class,
          PerplexityVerb.class,
          Summarize.class,
          IndexVerb.class,
          Search.class,
          Ask.class,
          Classify.class,
          Extract.class,
          Analyze.class,
          Translate.class,
          Write.class,
          CodeVerb.class,
          Eval.class,
          Compare.class,
          Serve.class,
          DataVerb.class,
          Doctor.class);

  @Spec private CommandSpec spec;

  private Main() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** Runs the verb that the arguments name and ends with its exit status. */
  public static void main(String[] args) throws InterruptedException {
    // Numbers are the same for everybody: programs read them, and Arabic digits are none in HTTP.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    // Takes as long as it takes to read the command line, on another core.
    Thread vectors = Thread.ofPlatform().name("bantam-vectors").start(VectorModule::load);
    CommandLine line = commandLine(args);
    vectors.join();
    System.exit(line.execute(args));
  }

  /**
   * The program, ready to be executed with {@code args}. If they begin with a verb it knows that
   * one alone: to read the options of all takes longer than to open a small model.
   */
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Main());
    Optional<Class<?>> named =
        VERBS.stream().filter(verb -> args.length > 0 && isCalled(verb, args[0])).findFirst();
    if (named.isPresent()) {
      line.addSubcommand(named.get());
    } else {
      VERBS.forEach(line::addSubcommand);
      line.addSubcommand(GenerateCompletion.class);
      line.addSubcommand(CommandLine.HelpCommand.class);
      line.getSubcommands().get("generate-completion").getCommandSpec().usageMessage().hidden(true);
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Failures::report);
    return line;
  }

  private static boolean isCalled(Class<?> verb, String name) {
    Command command = verb.getAnnotation(Command.class);
    return command.name().equals(name) || List.of(command.aliases()).contains(name);
  }
}
