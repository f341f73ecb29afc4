package dev.bantam.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.ModelFile;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Message;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.PromptEncoder;
import dev.bantam.model.Models;
import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.train.Shared;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model's tokenizer and template on real data. */
class LoaderTest {
  private static final Mapping SUMMARIES =
      Mapping.of(Map.of("prompt_template", "Summarise: {description}", "completion", "{synopsis}"));

  @TempDir private Path folder;

  @Test
  void theGeneratorIsFedWhatTrainingFeeds() throws IOException {
    Path model = Shared.path("models", "minimind2-small");
    DataSet data = DataFolder.open(Shared.path("data", "packages.valid.jsonl"), SUMMARIES).train();
    try (Generator generator = Generator.open(model)) {
      Tokenizer tokenizer = generator.tokenizer();
      EncodedSet<Encoded> set = loader(model, 512).sequences(data).usable();
      int[] at = new int[1];
      data.forEach(
          (where, example) -> {
            Example.Completion row = (Example.Completion) example;
            assertThat(row.prompt()).startsWith("Summarise: ");
            int[] prompt = generator.encode(Prompt.chat(List.of(Message.user(row.prompt()))));
            if (prompt.length + row.completion().length() + 2 > 512) {
              return;
            }
            Encoded made = set.examples().get(at[0]++);
            assertThat(Arrays.copyOf(made.tokens(), prompt.length)).as(where).isEqualTo(prompt);
            assertThat(made.trained()[prompt.length]).isTrue();
            assertThat(made.trained()[prompt.length - 1]).isFalse();
            assertThat(made.tokens()[made.size() - 1]).isEqualTo(tokenizer.eos());
          });
      assertThat(set.findings().rows()).isEqualTo(250);
    }
  }

  @Test
  void whatIsTooLongIsLeftOutAndCounted() throws IOException {
    DataSet data = DataFolder.open(Shared.path("data", "packages.valid.jsonl"), SUMMARIES).train();
    Loader loader = loader(Shared.path("models", "minimind2-small"), 200);
    Findings findings = loader.sequences(data).usable().findings();
    assertThat(findings.leftOut().get(Problem.TOO_LONG).count() + findings.examples())
        .isEqualTo(250);
    assertThat(findings.warnings().getFirst())
        .contains("of 250 rows left out", "sequence_len is 200");
    Loader tiny = loader(Shared.path("models", "minimind2-small"), 2);
    assertThatThrownBy(() -> tiny.sequences(data).usable())
        .hasMessageContaining("250 of 250 rows cannot be trained on")
        .hasMessageContaining("packages.valid.jsonl:1:");
  }

  @Test
  void textBecomesWindowsThatPredictEveryTokenOnce() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "One two three.\n<|endoftext|>\nFour, five!\n");
    Files.writeString(folder.resolve("b.md"), "# Six\n\nseven");
    Path model = Shared.path("models", "minimind2-small");
    try (ModelFile file = Models.open(model)) {
      Tokenizer tokenizer = Tokenizer.of(file);
      int[] all = new int[0];
      for (String document : List.of("One two three.", "Four, five!", "# Six\n\nseven")) {
        int[] tokens = tokenizer.encode(document, true, false);
        int from = all.length;
        all = Arrays.copyOf(all, from + tokens.length + 1);
        System.arraycopy(tokens, 0, all, from, tokens.length);
        all[all.length - 1] = tokenizer.eos();
      }
      DataSet data = DataFolder.open(folder, Mapping.NONE).train();
      List<Encoded> windows = loader(model, 5).sequences(data).usable().examples();
      int next = 1;
      for (Encoded window : windows) {
        assertThat(window.tokens()[0]).isEqualTo(all[next - 1]);
        for (int i = 1; i < window.size(); i++) {
          assertThat(window.trained()[i]).isTrue();
          assertThat(window.tokens()[i]).isEqualTo(all[next++]);
        }
      }
      assertThat(next).isEqualTo(all.length);
    }
  }

  @Test
  void pairsShareTheirPrompt() throws IOException {
    Path file = folder.resolve("pairs.jsonl");
    Files.writeString(
        file,
        """
        {"prompt": "Say hello", "chosen": "Hello!", "rejected": "No."}
        {"prompt": "Say hello", "chosen": [{"role": "assistant", "content": "Hello!"}], \
        "rejected": [{"role": "assistant", "content": "No."}]}
        {"chosen": [{"role": "user", "content": "Say hello"}, {"role": "assistant", "content": \
        "Hello!"}], "rejected": [{"role": "user", "content": "Say hello"}, {"role": "assistant", \
        "content": "No."}]}
        """);
    DataSet data = DataFolder.open(file, Mapping.NONE).train();
    Loader loader = loader(Shared.path("models", "minimind2-small"), 100);
    List<EncodedPair> pairs = loader.pairs(data).usable().examples();
    for (EncodedPair pair : pairs) {
      assertThat(pair.chosen().tokens()).isEqualTo(pairs.getFirst().chosen().tokens());
      assertThat(pair.rejected().tokens()).isEqualTo(pairs.getFirst().rejected().tokens());
      assertThat(pair.rejected().trained()).isEqualTo(pairs.getFirst().rejected().trained());
    }
    assertThat(pairs).hasSize(3);
    assertThatThrownBy(() -> loader.sequences(data))
        .hasMessageContaining("has preference pairs")
        .hasMessageContaining("learns from answers or text");
  }

  @Test
  void whatDoesNotFitTheMemoryIsRefusedBeforeItIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("huge.jsonl"), "{\"text\": \"x\"}\n");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 38);
    }
    DataSet data = DataFolder.open(file, Mapping.NONE).train();
    Loader loader = loader(Shared.path("models", "minimind2-small"), 100);
    assertThatThrownBy(() -> loader.sequences(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its tokens need about 549.8 GB of memory")
        .hasMessageContaining("BANTAM_JAVA_OPTS=-Xmx514g");
  }

  private static Loader loader(Path model, int length) throws IOException {
    try (ModelFile file = Models.open(model)) {
      Tokenizer tokenizer = Tokenizer.of(file);
      PromptEncoder prompts = new PromptEncoder(file, tokenizer);
      return new Loader(tokenizer, prompts, length, LocalDateTime.of(2026, 1, 2, 3, 4));
    }
  }
}
