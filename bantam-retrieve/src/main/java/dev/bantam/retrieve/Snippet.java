package dev.bantam.retrieve;

import java.io.IOException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.uhighlight.Passage;
import org.apache.lucene.search.uhighlight.PassageFormatter;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;

/**
 * The sentences of a passage that say most of what was searched for.
 *
 * @param matches where the words of the question stand in the text, in their order
 */
public record Snippet(String text, List<Range> matches) {
  private static final int SENTENCES = 2;
  private static final String BETWEEN = " ... ";

  /**
   * A part of a text.
   *
   * @param start of its first character
   * @param end after its last one
   */
  public record Range(int start, int end) {}

  public Snippet {
    matches = List.copyOf(matches);
  }

  /** The text with marks around what matches. */
  public String marked(String before, String after) {
    StringBuilder marked = new StringBuilder();
    int at = 0;
    for (Range match : matches) {
      marked.append(text, at, match.start).append(before);
      marked.append(text, match.start, match.end).append(after);
      at = match.end;
    }
    return marked.append(text, at, text.length()).toString();
  }

  /** As plain data. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("snippet", text);
    fields.put("matches", matches.stream().map(m -> List.of(m.start, m.end)).toList());
    return fields;
  }

  static Snippet of(String text, Query query, Analyzer analyzer) throws IOException {
    UnifiedHighlighter highlighter =
        UnifiedHighlighter.builderWithoutSearcher(analyzer)
            .withFormatter(new Formatter())
            .withMaxLength(text.length() + 1)
            .withMaxNoHighlightPassages(SENTENCES)
            .withBreakIterator(() -> BreakIterator.getSentenceInstance(Locale.ROOT))
            .build();
    Object snippet = highlighter.highlightWithoutSearcher(Fields.BODY, query, text, SENTENCES);
    return snippet instanceof Snippet found ? found : new Snippet(text, List.of());
  }

  private static final class Formatter extends PassageFormatter {
    @Override
    public Object format(Passage[] sentences, String content) {
      StringBuilder text = new StringBuilder();
      List<Range> matches = new ArrayList<>();
      int before = -1;
      for (Passage sentence : sentences) {
        text.append(before < 0 || before == sentence.getStartOffset() ? "" : BETWEEN);
        int shift = text.length() - sentence.getStartOffset();
        int covered = sentence.getStartOffset();
        for (int i = 0; i < sentence.getNumMatches(); i++) {
          int start = Math.max(covered, sentence.getMatchStarts()[i]);
          int end = Math.min(sentence.getEndOffset(), sentence.getMatchEnds()[i]);
          if (end > start) {
            matches.add(new Range(start + shift, end + shift));
            covered = end;
          }
        }
        text.append(content, sentence.getStartOffset(), sentence.getEndOffset());
        before = sentence.getEndOffset();
      }
      return new Snippet(text.toString().stripTrailing(), matches);
    }
  }
}
