package dev.bantam.tasks.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.tasks.document.Block.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassagesTest {
  @Test
  void passagesBeginAtHeadingsAndKnowWhatTheyStandUnder() {
    Document document =
        new Document(
            "manual",
            "application/pdf",
            "Manual",
            List.of(
                new Block(Kind.HEADING, 1, 1, "Safety"),
                new Block(Kind.PARAGRAPH, 0, 1, "Read this."),
                new Block(Kind.HEADING, 2, 2, "Batteries"),
                new Block(Kind.PARAGRAPH, 0, 2, "Do not burn."),
                new Block(Kind.ITEM, 0, 3, "Nor eat."),
                new Block(Kind.HEADING, 1, 3, "Use"),
                new Block(Kind.PARAGRAPH, 0, 3, "Press the button.")));
    assertThat(Passages.of(document, 100, String::length))
        .containsExactly(
            new Passage("manual", 1, 1, "Safety", "Read this."),
            new Passage("manual", 2, 2, "Safety > Batteries", "Do not burn.\nNor eat."),
            new Passage("manual", 3, 3, "Use", "Press the button."));
  }

  /** Whatever the document: no word is lost or doubled, and none is larger than it may be. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepAllWordsInTheirOrder(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      blocks.add(Block.paragraph(sentences(random)));
    }
    Document document = new Document("seed " + seed, "text/plain", "", blocks);
    int size = random.nextInt(20, 200);
    List<Passage> passages = Passages.of(document, size, String::length);
    assertThat(passages).allMatch(passage -> words(passage.text()).length() <= size);
    StringBuilder kept = new StringBuilder();
    passages.forEach(passage -> kept.append(words(passage.text())));
    assertThat(kept.toString()).isEqualTo(words(document.text()));
  }

  private static String words(String text) {
    return text.replace(" ", "").replace("\n", "");
  }

  private static String sentences(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int words = random.nextInt(1, 80);
    for (int i = 0; i < words; i++) {
      int letters = random.nextInt(20) == 0 ? 300 : random.nextInt(1, 9);
      for (int j = 0; j < letters; j++) {
        text.appendCodePoint(random.nextInt(30) == 0 ? 0x1F600 : 'a' + random.nextInt(26));
      }
      text.append(random.nextInt(6) == 0 ? ". " : " ");
    }
    return text.toString().strip();
  }
}
