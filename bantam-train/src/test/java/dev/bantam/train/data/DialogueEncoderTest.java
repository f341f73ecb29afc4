package dev.bantam.train.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.Goldens;
import dev.bantam.format.Gguf;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.tokenizer.chat.ChatTemplate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Real templates with real tokenizers: training feeds what generating feeds. */
class DialogueEncoderTest {
  private static final List<String> TOKENIZERS =
      List.of("llama-bpe", "gpt-2", "qwen2", "llama-spm", "phi-3");
  private static final List<String> WORDS =
      List.of(
          "Hello",
          " world",
          "\n",
          "\n\n",
          "  ",
          "cztery",
          "四",
          "🙂",
          "a<b",
          "```",
          "'s",
          "1234",
          "<|im_end|>",
          "</s>",
          "<think>",
          ".",
          "\t");

  @Test
  void everyAnswerFollowsWhatTheModelIsFed() throws Exception {
    long seed = Long.getLong("bantam.seed", System.nanoTime());
    Random random = new Random(seed);
    Set<Path> unusable = new TreeSet<>();
    List<Path> folders = Goldens.cases("chat");
    for (String name : TOKENIZERS) {
      Tokenizer tokenizer = tokenizer(name);
      for (Path folder : folders) {
        PromptEncoder prompts = prompts(folder, tokenizer);
        for (int i = 0; i < 6; i++) {
          Example.Chat chat = conversation(random, 1 + i % 3);
          try {
            check(tokenizer, prompts, chat);
          } catch (UnusableException e) {
            unusable.add(folder);
          } catch (AssertionError e) {
            throw new AssertionError(
                "%s with %s, seed %d: %s".formatted(folder.getFileName(), name, seed, chat), e);
          }
        }
      }
    }
    // Some open an answer with reasoning that they then do not write, or insist on tools.
    assertThat(unusable.size()).as("%s", unusable).isLessThanOrEqualTo(folders.size() / 5);
  }

  @Test
  void aTemplateWithoutTheRoleIsAnError() throws Exception {
    Tokenizer tokenizer = tokenizer("gpt-2");
    String source =
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}"
            + "{% endif %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
            + "{% if add_generation_prompt %}assistant: {% endif %}";
    PromptEncoder prompts = new PromptEncoder(ChatTemplate.of("test", source, "", ""), tokenizer);
    DialogueEncoder encoder =
        new DialogueEncoder(tokenizer, prompts, LocalDateTime.now(ZoneId.systemDefault()));
    List<Message> messages =
        List.of(Message.system("s"), Message.user("u"), Message.assistant("a"));
    assertThatThrownBy(() -> encoder.encode(new Example.Chat(messages, 0)))
        .isInstanceOf(UnusableException.class)
        .hasMessageContaining("no system");
    Encoded one = encoder.encode(new Example.Completion("u", "a")).getFirst();
    assertThat(one.tokens()[one.size() - 1]).as("no end in the template").isEqualTo(50256);
    assertThat(one.weight()).as("a, line break, end").isEqualTo(3);
  }

  @Test
  void withoutATemplateTextIsContinued() throws Exception {
    Tokenizer tokenizer = tokenizer("gpt-2");
    PromptEncoder prompts = new PromptEncoder((ChatTemplate) null, tokenizer);
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    Encoded made =
        new DialogueEncoder(tokenizer, prompts, now)
            .encode(new Example.Completion("The capital of", "aaaa")) // "of" and "a" would merge
            .getFirst();
    int[] prompt = tokenizer.encode("The capital of", true, false);
    int[] completion = tokenizer.encode("aaaa", false, false);
    assertThat(made.tokens()).startsWith(prompt).endsWith(tokenizer.eos());
    assertThat(Arrays.copyOfRange(made.tokens(), prompt.length, made.size() - 1))
        .isEqualTo(completion);
    assertThat(made.weight()).isEqualTo(completion.length + 1);
  }

  private static String text(Tokenizer tokenizer, int... tokens) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Arrays.stream(tokens).forEach(id -> text.writeBytes(tokenizer.piece(id, true)));
    return text.toString(UTF_8);
  }

  private static void check(Tokenizer tokenizer, PromptEncoder prompts, Example.Chat chat)
      throws UnusableException {
    List<Encoded> sequences =
        new DialogueEncoder(tokenizer, prompts, LocalDateTime.now(ZoneId.systemDefault()))
            .encode(chat);
    int answers = 0;
    for (int i = chat.given(); i < chat.messages().size(); i++) {
      Message message = chat.messages().get(i);
      if (!message.role().equals("assistant")) {
        continue;
      }
      int[] fed = prompts.encode(Prompt.chat(chat.messages().subList(0, i)));
      Encoded sequence = sequences.get(sequences.size() == 1 ? 0 : answers);
      answers++;
      assertThat(Arrays.copyOf(sequence.tokens(), fed.length)).as("fed").isEqualTo(fed);
      int end = fed.length;
      while (end < sequence.size() && sequence.trained()[end]) {
        end++;
      }
      int[] trained = Arrays.copyOfRange(sequence.tokens(), fed.length, end);
      String said = text(tokenizer, trained);
      String content = message.content().strip();
      // A template that opens answers with reasoning has said the begin of one that has it.
      String opening = "<think>\n";
      if (content.startsWith(opening) && text(tokenizer, fed).endsWith(opening)) {
        content = content.substring(opening.length());
      }
      assertThat(said).contains(content);
      int last = trained[trained.length - 1];
      assertThat(tokenizer.endOfGeneration().contains(last) || last == tokenizer.eos()).isTrue();
    }
    int runs = 0;
    for (Encoded sequence : sequences) {
      assertThat(sequence.trained()[sequence.size() - 1]).isTrue();
      for (int i = 1; i < sequence.size(); i++) {
        runs += sequence.trained()[i] && !sequence.trained()[i - 1] ? 1 : 0;
      }
    }
    assertThat(runs).as("stretches trained").isEqualTo(answers);
  }

  private static Example.Chat conversation(Random random, int turns) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      messages.add(Message.user(text(random)));
      messages.add(Message.assistant(text(random)));
    }
    return new Example.Chat(messages, 0);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.append(random.nextBoolean() ? "x" : " y\n").toString();
  }

  private static Tokenizer tokenizer(String name) throws IOException {
    try (Gguf file = Gguf.open(Goldens.path("tokenizers", name, "vocab.gguf"))) {
      return Tokenizer.of(file);
    }
  }

  private static PromptEncoder prompts(Path folder, Tokenizer tokenizer) throws IOException {
    String source = Files.readString(folder.resolve("template.jinja"));
    return new PromptEncoder(
        ChatTemplate.of(folder.toString(), source, tokenizer.bosText(), tokenizer.eosText()),
        tokenizer);
  }
}
