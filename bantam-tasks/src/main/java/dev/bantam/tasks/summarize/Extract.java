package dev.bantam.tasks.summarize;

import dev.bantam.tasks.document.Block;
import dev.bantam.tasks.document.Block.Kind;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.Passages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A document's most central sentences that do not repeat each other, in its own order. */
final class Extract {
  private static final int FEWEST_WORDS = 6;
  private static final int MOST_WORDS = 40;

  /** Cosine from which two sentences say the same. */
  private static final double SAME = 0.5;

  private Extract() {}

  /** As many as the options ask for, where the document has as many. */
  static List<String> sentences(Document document, SummaryOptions options) {
    List<String> all = candidates(document);
    LexRank ranks = new LexRank(all);
    double[] centralities = ranks.centralities();
    List<Integer> order =
        IntStream.range(0, all.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -centralities[i]))
            .toList();
    List<Integer> chosen = new ArrayList<>();
    SummaryLength length = new SummaryLength(options);
    for (int candidate : order) {
      boolean repeats = chosen.stream().anyMatch(other -> ranks.cosine(candidate, other) >= SAME);
      if (!repeats && length.takes(all.get(candidate))) {
        chosen.add(candidate);
      }
    }
    return chosen.stream().sorted().map(all::get).toList();
  }

  /** Whole sentences of prose; if there are none, whatever there is. */
  private static List<String> candidates(Document document) {
    List<String> sentences =
        document.blocks().stream()
            .filter(block -> block.kind() == Kind.PARAGRAPH || block.kind() == Kind.ITEM)
            .flatMap(block -> Passages.sentences(block.text()).stream())
            .toList();
    List<String> whole = sentences.stream().filter(Extract::isSentence).toList();
    return !whole.isEmpty()
        ? whole
        : document.blocks().stream().map(Block::text).distinct().toList();
  }

  private static boolean isSentence(String sentence) {
    int words = Stems.of(sentence).size();
    return words >= FEWEST_WORDS
        && words <= MOST_WORDS
        && ".!?\u3002\uff01\uff1f\u2026".indexOf(sentence.charAt(sentence.length() - 1)) >= 0;
  }
}
