package dev.bantam.train.vocabulary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.tokenizer.Tokenizer;
import dev.bantam.tokenizer.WordSplitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
  private static final List<String> SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

  @TempDir private Path folder;

  /** The definition, without any book-keeping: count all pairs anew for every merge. */
  @Test
  void mergesAreThoseOfTheDefinition() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 5; round++) {
      String text = text(random, 1500);
      BpeTrainer trainer = new BpeTrainer();
      trainer.add(text);
      BpeVocabulary made = trainer.train(460, SPECIAL);
      assertThat(made.merges()).as("seed %d", seed).isEqualTo(naive(text, made));
    }
  }

  private static List<BpeVocabulary.Merge> naive(String text, BpeVocabulary made) {
    List<String> tokens = new ArrayList<>(made.tokens().subList(0, SPECIAL.size() + 256));
    List<List<String>> words = new ArrayList<>();
    WordSplitter.named(BpeVocabulary.PRE)
        .split(text, word -> words.add(new ArrayList<>(List.of(word.split("")))));
    List<BpeVocabulary.Merge> merges = new ArrayList<>();
    while (tokens.size() < 460) {
      Map<BpeVocabulary.Merge, Integer> counts = new HashMap<>();
      for (List<String> word : words) {
        for (int i = 1; i < word.size(); i++) {
          counts.merge(new BpeVocabulary.Merge(word.get(i - 1), word.get(i)), 1, Integer::sum);
        }
      }
      BpeVocabulary.Merge best = null;
      for (Map.Entry<BpeVocabulary.Merge, Integer> pair : counts.entrySet()) {
        if (best == null || isBefore(pair.getKey(), best, counts, tokens)) {
          best = pair.getKey();
        }
      }
      if (best == null || counts.get(best) < 2) {
        break;
      }
      merges.add(best);
      if (!tokens.contains(best.left() + best.right())) {
        tokens.add(best.left() + best.right());
      }
      for (List<String> word : words) {
        for (int i = 1; i < word.size(); i++) {
          if (word.get(i - 1).equals(best.left()) && word.get(i).equals(best.right())) {
            word.set(i - 1, best.left() + best.right());
            word.remove(i);
          }
        }
      }
    }
    return merges;
  }

  private static boolean isBefore(
      BpeVocabulary.Merge a,
      BpeVocabulary.Merge b,
      Map<BpeVocabulary.Merge, Integer> counts,
      List<String> tokens) {
    if (!counts.get(a).equals(counts.get(b))) {
      return counts.get(a) > counts.get(b);
    }
    int left = Integer.compare(tokens.indexOf(a.left()), tokens.indexOf(b.left()));
    return left != 0 ? left < 0 : tokens.indexOf(a.right()) < tokens.indexOf(b.right());
  }

  @Test
  void bothFilesGiveEveryTextBack() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    BpeTrainer trainer = new BpeTrainer();
    trainer.add(text(random, 5000));
    BpeVocabulary made = trainer.train(600, SPECIAL);
    made.write(folder);
    Tokenizer ofFolder = Tokenizer.ofFolder(folder);
    Tokenizer ofMetadata = made.tokenizer();
    assertThat(ofMetadata.size()).isEqualTo(made.tokens().size());
    assertThat(ofMetadata.eosText()).isEqualTo("<|endoftext|>");
    assertThat(ofFolder.eosText()).isEqualTo("<|endoftext|>");
    for (int i = 0; i < 300; i++) {
      String text = text(random, random.nextInt(40)) + (char) random.nextInt(0xD800) + " . 's !";
      int[] ids = ofMetadata.encode(text, true, false);
      assertThat(new String(ofMetadata.decode(ids, false, true), UTF_8))
          .as("seed %d", seed)
          .isEqualTo(text);
      assertThat(ofFolder.encode(text, true, false)).as("seed %d", seed).isEqualTo(ids);
      assertThat(ofFolder.decode(ids, false, true)).isEqualTo(text.getBytes(UTF_8));
    }
    assertThat(ofMetadata.encode("<|im_end|>", false, true)).containsExactly(2);
    assertThat(ofMetadata.encode("<|im_end|>", false, false)).hasSizeGreaterThan(1);
  }

  @Test
  void whatCannotBeIsRefused() {
    BpeTrainer trainer = new BpeTrainer();
    assertThatThrownBy(() -> trainer.train(300, SPECIAL)).hasMessageContaining("no text");
    trainer.add("aaaa aaaa");
    assertThatThrownBy(() -> trainer.train(258, SPECIAL))
        .hasMessageContaining("259 tokens, not 258");
    assertThat(trainer.train(100_000, SPECIAL).tokens()).endsWith("aa", "aaaa");
  }

  /** Words of a few syllables, so that pairs are often equally frequent, and some of anything. */
  private static String text(Random random, int words) {
    List<String> syllables =
        List.of(
            "a", "ab", "ba", "aa", "le", "the", "ing", "Ż", "四", "🙂", "12", "\n", ".", "'s", "  ");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      for (int s = 1 + random.nextInt(3); s > 0; s--) {
        text.append(syllables.get(random.nextInt(syllables.size())));
      }
      text.append(' ');
    }
    return text.toString();
  }
}
