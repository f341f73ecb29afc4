package dev.bantam.tasks.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.ContextOverflowException;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Generator;
import dev.bantam.generate.MemoryNeed;
import dev.bantam.generate.Message;
import dev.bantam.generate.ToolCall;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.tasks.Result;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.guard.Guard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConversationTest {
  private static final Path WEIGHTS =
      Path.of("../bantam-core/src/test/resources/goldens/arch/mamba2/model.gguf");
  private static final int CONTEXT = 1024;

  /** A model of attention, whose cache grows with the text, unlike the other one's. */
  private static final Path ATTENTION =
      Path.of("../bantam-core/src/test/resources/goldens/arch/llama-tied/model.gguf");

  /** Bytes for each token of its context. */
  private static final long CACHE = 192;

  @TempDir private Path temp;

  static TaskModel model() throws IOException {
    Generator.Options options = Generator.Options.DEFAULT.withContext(CONTEXT);
    return TaskModel.of("tiny", Generator.open(WEIGHTS, options));
  }

  static ConversationOptions options() {
    return ConversationOptions.DEFAULT.withSettings(b -> b.maxTokens(12).seed(1).ignoreEnd(true));
  }

  @Test
  void aLongConversationStaysWithinTheContext() throws Exception {
    Path file = temp.resolve("m.json");
    Persona persona =
        Persona.parse("p", "name: p\nsystem: Be brief.\nexamples: [{user: u, assistant: a}]", null);
    try (TaskModel model = model()) {
      List<Memory> kept = new ArrayList<>();
      Conversation chat =
          new Conversation(model, options().withPersona(persona), Memory.NONE, kept::add);
      List<Message> all = new ArrayList<>();
      int folded = 0;
      for (int i = 0; i < 40; i++) {
        String text = "Message %d: the train to town %d leaves at %d o'clock.".formatted(i, i, i);
        Result<Said> result = chat.say(text);
        Said said = result.value();
        all.add(Message.user(text));
        all.add(Message.assistant(said.text()));
        folded += said.folded();
        // Nothing is lost, and what was said last is there word for word.
        assertThat(said.memory().messages()).isEqualTo(all.subList(folded, all.size()));
        assertThat(said.memory().messages().getFirst().role()).isEqualTo("user");
        assertThat(said.memory().messages().size()).isGreaterThanOrEqualTo(2);
        assertThat(said.memory().note().isEmpty()).isEqualTo(folded == 0);
        assertThat(said.answer().finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(said.answer().promptTokens() + 12).isLessThanOrEqualTo(CONTEXT);
        assertThat(said.answer().cutTokens()).isZero();
        assertThat(result.usage().promptTokens()).isPositive();
        said.memory().write(file);
        assertThat(Memory.read(file)).isEqualTo(said.memory());
        // A conversation that goes on from the file says the same.
        assertThat(kept.getLast()).isEqualTo(chat.memory());
      }
      assertThat(folded).isGreaterThan(20).isEven();
      assertThat(kept).hasSize(80);
      Memory before = chat.memory();
      assertThatThrownBy(() -> chat.say("long ".repeat(2 * CONTEXT)))
          .isInstanceOf(ContextOverflowException.class);
      assertThat(chat.memory().messages()).isEqualTo(before.messages());
      Conversation other =
          new Conversation(model, options().withPersona(persona), Memory.read(file));
      assertThat(other.say("And now?").value().memory())
          .isEqualTo(chat.say("And now?").value().memory());
    }
  }

  @Test
  void aQuestionWithoutAnAnswerIsNotLost() throws Exception {
    try (TaskModel model = model()) {
      Memory open = new Memory("", List.of(Message.user("One?")));
      Said said = new Conversation(model, options(), open).say("Two?").value();
      assertThat(said.memory().messages())
          .containsExactly(Message.user("One?\n\nTwo?"), Message.assistant(said.text()));
    }
  }

  @Test
  void whatWasSaidUntilAStopIsRemembered() throws Exception {
    // Longer than what the model may make before its first tokens are taken.
    ConversationOptions longer =
        options().withSettings(b -> b.maxTokens(500).seed(1).ignoreEnd(true));
    try (TaskModel model = model()) {
      Conversation chat = new Conversation(model, longer, Memory.NONE);
      List<String> shown = new ArrayList<>();
      AtomicInteger tokens = new AtomicInteger();
      Said stopped = chat.say("Go on", shown::add, () -> tokens.incrementAndGet() > 3).value();
      assertThat(tokens).hasValue(4);
      assertThat(stopped.answer().finish()).isEqualTo(FinishReason.CANCELLED);
      assertThat(chat.memory().messages())
          .containsExactly(Message.user("Go on"), Message.assistant(String.join("", shown)));
    }
  }

  @Test
  void aGuardStandsOnBothSides() throws Exception {
    Path rules =
        Files.writeString(
            temp.resolve("r.yaml"),
            """
            rules:
              - words: [heron]
                say: No birds.
              - personal: [email]
                action: mask
            """);
    try (TaskModel model = model()) {
      ConversationOptions options = options().withGuard(Guard.read(rules, null));
      Conversation chat = new Conversation(model, options, Memory.NONE);
      List<String> out = new ArrayList<>();
      Said said = chat.say("A heron", out::add, () -> false).value();
      assertThat(out).containsExactly("No birds.");
      assertThat(said.blocked()).isTrue();
      assertThat(chat.memory()).isEqualTo(Memory.NONE);
      chat.say("I am a@b.org");
      assertThat(chat.memory().messages().getFirst().content()).isEqualTo("I am [e-mail]");
    }
  }

  @Test
  void memoriesThatPeopleEditAreChecked() throws Exception {
    Path file = temp.resolve("m.json");
    assertThat(Memory.read(file)).isEqualTo(Memory.NONE);
    Memory memory =
        new Memory(
            "a \"b\"\n\u00e9", List.of(Message.user("\ud83d\ude00\n\""), Message.assistant("")));
    memory.write(file);
    assertThat(Memory.read(file)).isEqualTo(memory);
    Map<String, String> wrong =
        Map.of(
            "{", "m.json",
            "[]", "m.json",
            "{\"note\": 1, \"messages\": []}", "text \"note\"",
            "{\"note\": \"\"}", "list \"messages\"",
            "{\"messages\": [{\"role\": \"system\", \"content\": \"x\"}]}", "message 1 should be",
            "{\"messages\": [3]}", "message 1 should be");
    for (Map.Entry<String, String> one : wrong.entrySet()) {
      Files.writeString(file, one.getKey());
      assertThatThrownBy(() -> Memory.read(file))
          .as(one.getKey())
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining(one.getValue());
    }
  }

  @Test
  void personasThatPeopleWriteAreChecked() throws Exception {
    Persona persona =
        Persona.parse(
            "p",
            "name: a\nversion: 2\nsampling: {temperature: 0.5, top_k: 3}\nguard: [{words: [x]}]",
            null);
    assertThat(persona.name()).isEqualTo("a@2");
    assertThat(persona.apply(dev.bantam.generate.sample.SamplingOptions.builder()).build().topK())
        .isEqualTo(3);
    Map<String, String> wrong =
        Map.of(
            "system: x", "no key 'name'",
            "name: a\nsytem: x", "did you mean 'system'",
            "name: a\nsampling: {temperatur: 1}", "did you mean 'temperature'",
            "name: a\nsampling: {top_p: 7}", "sampling",
            "name: a\nexamples: [{user: x}]", "no key 'assistant'",
            "name: a\nguard: [{word: [x]}]", "words, personal");
    wrong.forEach(
        (text, message) ->
            assertThatThrownBy(() -> Persona.parse("p", text, null))
                .as(text)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(message));
  }

  /**
   * A process that is killed while it talks leaves a memory that can be read, up to its last turn.
   */
  @Test
  void aKillLosesNothing() throws Exception {
    Path file = temp.resolve("killed.json");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Talker.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    int said = 0;
    try (var lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null && said < 7; line = lines.readLine()) {
        said += line.startsWith("said") ? 1 : 0;
      }
    }
    child.destroyForcibly().waitFor();
    assertThat(said).isEqualTo(7);
    List<Message> messages = Memory.read(file).messages();
    assertThat(messages.size()).isGreaterThanOrEqualTo(14);
    for (int i = 0; i < 14; i += 2) {
      assertThat(messages.get(i)).isEqualTo(Message.user("Turn " + i / 2));
    }
  }

  /** Talks until it is killed. */
  static final class Talker {
    public static void main(String[] args) throws Exception {
      try (TaskModel model = model()) {
        Conversation chat =
            new Conversation(
                model,
                options(),
                Memory.NONE,
                memory -> {
                  try {
                    memory.write(Path.of(args[0]));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
        for (int i = 0; i < 30; i++) {
          chat.say("Turn " + i);
          System.out.println("said " + i);
        }
        Thread.sleep(60_000);
      }
    }
  }

  /** Says what it was asked, at length. */
  private static final Tools ECHO =
      new Tools() {
        @Override
        public List<Map<String, ?>> offered() {
          Map<String, ?> side = Map.of("enum", List.of("left"));
          Map<String, ?> parameters =
              Map.of(
                  "type",
                  "object",
                  "properties",
                  Map.of("side", side),
                  "required",
                  List.of("side"));
          return List.of(
              Map.of(
                  "type",
                  "function",
                  "function",
                  Map.of("name", "echo", "parameters", parameters)));
        }

        @Override
        public String call(ToolCall call) {
          return call.arguments() + " from a@b.org " + "x".repeat(5000);
        }
      };

  @Test
  void aToolsResultIsContentThatFits() throws Exception {
    Path rules =
        Files.writeString(temp.resolve("r.yaml"), "rules: [{personal: [email], action: mask}]");
    try (TaskModel model = model()) {
      ConversationOptions options =
          options()
              .withTools(ECHO)
              .withGuard(Guard.read(rules, null))
              .withSettings(b -> b.maxTokens(200).seed(1));
      Conversation chat = new Conversation(model, options, Memory.NONE);
      assertThatThrownBy(() -> chat.want("ecco")).hasMessageContaining("no tool 'ecco'");
      chat.want("echo");
      Said said = chat.say("Look left").value();
      assertThat(said.tools()).hasSize(1);
      ToolUse use = said.tools().getFirst();
      assertThat(use.call().name()).isEqualTo("echo");
      assertThat(use.call().arguments()).isEqualTo(Map.of("side", "left"));
      assertThat(use.result()).startsWith("{side=left} from [e-mail] xx").endsWith(" [cut]");
      assertThat(said.memory().messages())
          .containsExactly(Message.user("Look left"), Message.assistant(said.text()));
    }
  }

  /**
   * What a guard asks of the model while an answer of the same model is under way is answered,
   * though there is place for one answer only, and memory for little more.
   */
  @Test
  @Timeout(120)
  void aGuardAsksTheModelThatAnswers() throws Exception {
    String answer = "abcd efgh. ".repeat(9);
    Grammar grammar = Grammar.gbnf("root ::= \"%s\"".formatted(answer));
    long weights;
    try (Generator open = Generator.open(ATTENTION)) {
      weights = open.file().tensors().values().stream().mapToLong(t -> t.data().byteSize()).sum();
    }
    for (long tokens : List.of(128L, 200L, 1_000L)) {
      Generator.Options options =
          Generator.Options.DEFAULT
              .withParallel(1)
              .withMemory(MemoryNeed.PROGRAM + weights + CACHE * tokens);
      try (TaskModel model =
          TaskModel.of("llama-guard", Generator.open(ATTENTION, options))) { // a short prompt
        for (String action : List.of("warn", "block")) {
          Path rules =
              Files.writeString(
                  temp.resolve("r.yaml"),
                  "rules: [{topics: [x], threshold: 0, on: output, action: %s, say: No.}]"
                      .formatted(action));
          ConversationOptions guarded =
              ConversationOptions.DEFAULT
                  .withGuard(Guard.read(rules, model))
                  .withSettings(request -> request.seed(1).grammar(grammar));
          List<String> out = new ArrayList<>();
          Said said =
              new Conversation(model, guarded, Memory.NONE)
                  .say("Go on", out::add, () -> false)
                  .value();
          boolean blocks = action.equals("block");
          assertThat(said.blocked()).as("%d tokens", tokens).isEqualTo(blocks);
          assertThat(said.text()).isEqualTo(blocks ? "No." : answer).isEqualTo(join(out));
          assertThat(said.findings()).hasSize(blocks ? 1 : 9);
        }
      }
    }
  }

  private static String join(List<String> parts) {
    return String.join("", parts);
  }
}
