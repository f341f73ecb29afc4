package dev.bantam.cli;

import dev.bantam.evaluate.energy.EnergySettings;
import dev.bantam.evaluate.energy.EnergyStopwatch;
import dev.bantam.generate.Message;
import dev.bantam.generate.Request;
import dev.bantam.hub.Hub;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.VariantSettings;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.chat.ConversationOptions;
import dev.bantam.tasks.chat.Memory;
import dev.bantam.tasks.chat.Persona;
import dev.bantam.tasks.chat.Tools;
import dev.bantam.tasks.chat.mcp.McpTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam chat}. */
@Command(
    name = "chat",
    description = {
      "Talk with a model that remembers: what no longer fits its context becomes a note"
          + " (docs/tasks/chat.md).",
      "",
      "  bantam chat tinyllama --remember garden",
      "  bantam chat --persona concierge.yaml --guard default",
      "  bantam chat --mcp servers.json \"What is in notes.txt?\"",
      ""
    },
    mixinStandardHelpOptions = true)
final class ChatVerb implements Callable<Integer> {
  /** An answer, and what a guard asks of the same model meanwhile. */
  private static final int PARALLEL = 4;

  @Parameters(
      arity = "0..*",
      paramLabel = "[MODEL] [TEXT]",
      description = {
        "Whom to talk with, then what to say; without that, and in a terminal, you are asked.",
        ModelArgument.HELP
      })
  private List<String> words = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "The model; then all words are what you say.")
  private @Nullable String model;

  @Option(
      names = "--remember",
      paramLabel = "NAME",
      description =
          "Keep the conversation under this name and go on with it next time: a JSON file that you"
              + " can read and edit, in 'chats' of Bantam's home.")
  private @Nullable String name;

  @Option(
      names = "--persona",
      paramLabel = "FILE",
      description = "Who the model is: a YAML file (docs/tasks/chat.md).")
  private @Nullable Path persona;

  @Option(names = "--system", paramLabel = "TEXT", description = "The system message.")
  private @Nullable String system;

  @Option(
      names = {"-n", "--predict"},
      paramLabel = "N",
      description = "Most tokens of an answer; default: to the end of the context.")
  private int predict = Integer.MAX_VALUE;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "Gives the same answer again.")
  private @Nullable Long seed;

  @Option(
      names = "--json",
      description = "Print the answer, the memory and what a guard found as JSON.")
  private boolean json;

  @Mixin private GuardArguments guard = new GuardArguments();
  @Mixin private ToolArguments tools = new ToolArguments();
  @Mixin private EngineArguments engine = new EngineArguments();
  @Mixin private SamplingArguments sampling = new SamplingArguments();

  private List<String> stops = List.of();

  @Override
  public Integer call() throws Exception {
    String called = model;
    List<String> rest = words;
    if (called == null && !words.isEmpty() && Run.namesModel(words)) {
      called = words.getFirst();
      rest = words.subList(1, words.size());
    }
    String text = Run.prompt(String.join(" ", rest));
    Path file = name == null ? null : file(name);
    Memory memory = file == null ? Memory.NONE : Memory.read(file);
    LocalModel local = ModelArgument.resolve(called);
    try (GuardArguments guards = guard;
        TaskModel opened = open(local);
        McpTools started = tools.start()) {
      Persona who = persona(local, opened);
      ConversationOptions options =
          new ConversationOptions(
              who, guards.open(opened), started == null ? Tools.NONE : started, this::settings);
      Companion companion = new Companion(opened, options, memory, file, tools);
      if (text == null) {
        new ChatLoop(opened.generator(), local.name(), companion, sampling, companion.beginning())
            .run();
      } else if (json) {
        Output.json(companion.say(text, _ -> {}, () -> false).fields());
      } else {
        companion.say(text, ChatVerb::print, () -> false);
        System.out.println();
      }
    }
    return 0;
  }

  private static void print(String text) {
    System.out.print(text);
    System.out.flush();
  }

  private TaskModel open(LocalModel local) throws IOException {
    return new TaskModel(
        local.name(),
        EngineArguments.open(local, engine.options(local).withParallel(PARALLEL)),
        new EnergyStopwatch(EnergySettings.DEFAULT));
  }

  /** Where a conversation is kept. */
  private static Path file(String name) throws IOException {
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
    if (!plain) {
      throw new Failures.UsageException(
          "--remember takes a name of letters, digits, - and _, not '" + name + "'");
    }
    Path folder = Hub.current().home().root().resolve("chats");
    Files.createDirectories(folder);
    return folder.resolve(name + ".json");
  }

  /** The persona of a file, with what the model's variant and the command line say. */
  private Persona persona(LocalModel local, TaskModel opened) throws IOException {
    VariantSettings variant = new VariantSettings(local);
    Persona read = persona == null ? Persona.NONE : Persona.read(persona, guard.judgeOr(opened));
    sampling.prefer(variant);
    sampling.prefer(read::apply);
    predict =
        predict == Integer.MAX_VALUE && variant.maxTokens() != null ? variant.maxTokens() : predict;
    seed = seed == null ? variant.seed() : seed;
    stops = variant.stops();
    String said = system != null || read.system().isEmpty() ? system : read.system();
    List<Message> examples = new ArrayList<>(variant.beginning(said));
    Message first = examples.isEmpty() ? Message.user("") : examples.getFirst();
    boolean hasSystem = first.role().equals("system");
    if (hasSystem) {
      examples.removeFirst();
    }
    examples.addAll(read.examples());
    return new Persona(
        read.name(), hasSystem ? first.content() : "", examples, read.sampling(), read.guard());
  }

  private Request.Builder settings(Request.Builder builder) {
    builder.maxTokens(predict).stops(stops).sampling(sampling.options());
    return seed == null ? builder : builder.seed(seed);
  }
}
