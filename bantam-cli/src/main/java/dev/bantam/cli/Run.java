package dev.bantam.cli;

import dev.bantam.evaluate.cost.PeakMemory;
import dev.bantam.generate.Answer;
import dev.bantam.generate.Chat;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Listener;
import dev.bantam.generate.Message;
import dev.bantam.generate.Overflow;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.TokenEvent;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.hub.LocalModel;
import dev.bantam.hub.VariantSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam run}: one answer, or a chat. */
@Command(
    name = "run",
    description = {
      "Run a model: one answer to a prompt, an answer to what is piped in, or an interactive chat.",
      "Without a model, the starter model answers."
    },
    mixinStandardHelpOptions = true)
final class Run implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "[MODEL] [PROMPT]",
      description = {"What to run, then what to say.", ModelArgument.HELP})
  private List<String> words = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "The model; then all words are the prompt.")
  private @Nullable String model;

  @Option(names = "--system", paramLabel = "TEXT", description = "The system message.")
  private @Nullable String system;

  @Option(
      names = {"-n", "--predict"},
      paramLabel = "N",
      defaultValue = "-1",
      description = "Most tokens of an answer; default: to the end of the context.")
  private int predict;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "Gives the same answer again.")
  private @Nullable Long seed;

  @Option(names = "--stop", paramLabel = "TEXT", description = "Ends the answer; may be repeated.")
  private List<String> stops = List.of();

  @Option(names = "--raw", description = "Continue the prompt as it is, without a chat template.")
  private boolean raw;

  @Option(
      names = "--cut",
      paramLabel = "PART",
      defaultValue = "refuse",
      description =
          "A prompt that does not fit the context: refuse, keep_head or keep_tail; default"
              + " ${DEFAULT-VALUE}.")
  private Overflow overflow;

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      defaultValue = "-1",
      description = "With --json: the N most likely tokens at each place.")
  private int logprobs;

  @Option(
      names = "--speculate",
      paramLabel = "N",
      description =
          "Most tokens guessed at once from what the text says earlier, where that saves time; 0"
              + " for none; default 16. It does not change the answer.")
  private int speculate = Generator.Options.DEFAULT.speculate();

  @Option(
      names = "--draft",
      paramLabel = "MODEL",
      description = "A small model of the same vocabulary, which guesses instead.")
  private @Nullable String draft;

  @Option(names = "--verbose", description = "After an answer, print speeds and memory.")
  private boolean verbose;

  @Option(names = "--json", description = "Print the answer and its figures as JSON.")
  private boolean json;

  private List<Message> beginning = List.of();

  @Mixin private EngineArguments engine = new EngineArguments();
  @Mixin private SamplingArguments sampling = new SamplingArguments();
  @Mixin private GrammarArguments form = new GrammarArguments();
  private @Nullable Grammar grammar;

  @Override
  public Integer call() throws Exception {
    String name = model;
    List<String> rest = words;
    if (name == null && !words.isEmpty() && namesModel(words)) {
      name = words.getFirst();
      rest = words.subList(1, words.size());
    }
    String prompt = prompt(String.join(" ", rest));
    grammar = form.read();
    LocalModel local = ModelArgument.resolve(name);
    settle(new VariantSettings(local));
    Generator.Options options = engine.options(local).withSpeculate(speculate);
    if (draft != null) {
      options = options.withDraft(ModelArgument.resolve(draft).path());
    }
    try (Generator generator = EngineArguments.open(local, options)) {
      if (prompt != null) {
        answer(generator, prompt);
      } else {
        Speaker speaker = (messages, text, screen) -> said(generator, messages, text, screen);
        new ChatLoop(generator, local.name(), speaker, sampling, beginning).run();
      }
    }
    return 0;
  }

  private Answer said(
      Generator generator, List<Message> messages, String text, Speaker.Screen screen) {
    Chat chat = new Chat(generator, messages);
    Listener listener =
        new Listener() {
          @Override
          public void token(TokenEvent event) {
            screen.show(event.text());
          }

          @Override
          public boolean isCancelled() {
            return screen.isStopped();
          }
        };
    Answer answer = chat.say(text, this::settings, listener);
    messages.clear();
    messages.addAll(chat.messages());
    return answer;
  }

  /** What a variant sets, where the command line does not. */
  private void settle(VariantSettings variant) {
    sampling.prefer(variant);
    predict = predict < 0 && variant.maxTokens() != null ? variant.maxTokens() : predict;
    seed = seed == null ? variant.seed() : seed;
    stops = stops.isEmpty() ? variant.stops() : stops;
    beginning = variant.beginning(system);
  }

  /** The first of several words is the model, whatever it is; a single word only if it is known. */
  static boolean namesModel(List<String> words) {
    String first = words.getFirst();
    boolean word = first.chars().noneMatch(Character::isWhitespace);
    return words.size() == 2 && word || ModelArgument.isModel(first);
  }

  /** The prompt, with what is piped in after it; null for a chat. */
  static @Nullable String prompt(String words) throws IOException {
    if (ProgressBar.isTerminal()) {
      return words.isBlank() ? null : words;
    }
    String piped =
        System.in.available() > 0 || words.isBlank()
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : "";
    if (words.isBlank() && piped.isBlank()) {
      throw new Failures.UsageException(
          "there is no prompt: give one as an argument, pipe one in, or run in a terminal to chat");
    }
    return piped.isBlank() ? words : words.isBlank() ? piped : words + "\n\n" + piped;
  }

  private Request request(Prompt prompt) {
    return settings(Request.builder(prompt)).build();
  }

  /** The options of the command line, and what a chat has set since. */
  private Request.Builder settings(Request.Builder builder) {
    builder
        .maxTokens(predict < 0 ? Integer.MAX_VALUE : predict)
        .stops(stops)
        .sampling(sampling.options())
        .grammar(grammar)
        .overflow(overflow)
        .logprobs(json ? logprobs : -1);
    return seed == null ? builder : builder.seed(seed);
  }

  private void answer(Generator generator, String text) {
    List<Message> messages = new ArrayList<>(beginning);
    messages.add(Message.user(text));
    Prompt prompt = raw ? Prompt.text(text) : Prompt.chat(messages);
    if (json) {
      Output.json(described(generator.generate(request(prompt))));
      return;
    }
    Answer answer =
        generator.generate(
            request(prompt),
            event -> {
              System.out.print(event.text());
              System.out.flush();
            });
    System.out.println();
    if (answer.cutTokens() > 0) {
      System.err.println("bantam: the prompt was cut by " + answer.cutTokens() + " tokens");
    }
    if (verbose) {
      System.err.print(figures(answer));
    }
  }

  /** An answer as plain data. */
  private static Map<String, Object> described(Answer answer) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("text", answer.text());
    all.put("tokens", answer.tokens());
    all.put("finish_reason", answer.finish().name().toLowerCase(Locale.ROOT));
    all.put("seed", answer.seed());
    all.put("prompt_tokens", answer.promptTokens());
    all.put("cut_tokens", answer.cutTokens());
    all.put("drafted_tokens", answer.timings().draftedTokens());
    all.put("accepted_tokens", answer.timings().acceptedTokens());
    all.put("time_to_first_token_s", answer.timings().timeToFirstToken());
    all.put("prompt_tokens_per_s", answer.timings().promptTokensPerSecond());
    all.put("decode_tokens_per_s", answer.timings().decodeTokensPerSecond());
    if (!answer.events().isEmpty()) {
      all.put("logprobs", answer.events());
    }
    return all;
  }

  /** Speeds and memory of an answer, a line each. */
  static String figures(Answer answer) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "prompt:              %d tokens (%d reused), %.1f tokens/s",
            answer.promptTokens(),
            answer.reusedTokens(),
            answer.timings().promptTokensPerSecond()));
    lines.add(
        String.format(
            Locale.ROOT,
            "decode:              %d tokens, %.1f tokens/s",
            answer.tokens().length,
            answer.timings().decodeTokensPerSecond()));
    if (answer.timings().draftedTokens() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "guessed:             %d tokens, %d of them right",
              answer.timings().draftedTokens(),
              answer.timings().acceptedTokens()));
    }
    lines.add(
        String.format(
            Locale.ROOT, "time to first token: %.2f s", answer.timings().timeToFirstToken()));
    lines.add("peak memory:         " + Output.bytes(PeakMemory.bytes()));
    lines.add("seed:                " + answer.seed());
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }
}
