package dev.bantam.retrieve;

import dev.bantam.tasks.answer.Hit;
import dev.bantam.tasks.answer.Retriever;
import dev.bantam.tasks.document.Passage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.jspecify.annotations.Nullable;

/**
 * An index of documents that answers questions with passages.
 *
 * <pre>{@code
 * try (Encoder encoder = Encoder.open("minilm", model);
 *     DocumentIndex index = DocumentIndex.open(folder, encoder)) {
 *   for (Hit hit : index.retrieve("How is a package upgraded?", 5)) {
 *     System.out.println(hit.passage().place() + ": " + hit.passage().text());
 *   }
 * }
 * }</pre>
 *
 * <p>A hit's score is the share of the question that its passage says, weighed with the cosine of
 * their vectors: see {@code docs/decisions/016}. Safe for use from several threads. What a builder
 * commits meanwhile is found from then on.
 */
public final class DocumentIndex implements Retriever, AutoCloseable {
  /**
   * What an index holds.
   *
   * @param bytes of all its files
   */
  public record Facts(long documents, long passages, long bytes, IndexSettings settings) {
    /** As plain data. */
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("documents", documents);
      fields.put("passages", passages);
      fields.put("bytes", bytes);
      fields.put("encoder", settings.encoder());
      fields.put("language", settings.language().toString());
      return fields;
    }
  }

  private final IndexFolder folder;
  private final IndexSettings settings;
  private final Analyzer analyzer;
  private final @Nullable Encoder encoder;
  private final Mode mode;
  private final SearcherManager searchers;

  private DocumentIndex(IndexFolder folder, @Nullable Encoder encoder) throws IOException {
    this.folder = folder;
    this.settings = folder.settings();
    this.encoder = encoder;
    if (encoder != null) {
      settings.check(folder.path(), encoder);
    }
    this.mode = encoder == null ? Mode.BM25 : Mode.HYBRID;
    this.analyzer = settings.language().analyzer();
    this.searchers = folder.searchers();
  }

  /**
   * Opens an index.
   *
   * @param encoder that its settings name, which is not closed here; null to go by words alone
   * @throws IllegalArgumentException if the index was made with another encoder
   * @throws dev.bantam.format.MalformedFileException if the folder holds no index, or a damaged one
   */
  public static DocumentIndex open(Path folder, @Nullable Encoder encoder) throws IOException {
    IndexFolder opened = IndexFolder.existing(folder);
    try {
      return new DocumentIndex(opened, encoder);
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** Whether a folder holds an index. */
  public static boolean exists(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (IndexFolder opened = IndexFolder.existing(folder)) {
      return opened.holdsIndex();
    }
  }

  /** How an index was made: which encoder it needs. */
  public static IndexSettings settings(Path folder) throws IOException {
    try (IndexFolder opened = IndexFolder.existing(folder)) {
      return opened.settings();
    }
  }

  /** By words and vectors, or by words alone if it was opened without an encoder. */
  @Override
  public List<Hit> retrieve(String question, int most) throws IOException {
    return retrieve(question, most, mode);
  }

  @Override
  public double threshold() {
    return mode.threshold();
  }

  /** The same index, always asked in one mode. */
  public Retriever by(Mode chosen) {
    return new Retriever() {
      @Override
      public List<Hit> retrieve(String question, int most) throws IOException {
        return DocumentIndex.this.retrieve(question, most, chosen);
      }

      @Override
      public double threshold() {
        return chosen.threshold();
      }
    };
  }

  /**
   * As {@link #retrieve(String, int)}, in a mode of choice.
   *
   * @throws IllegalArgumentException if it needs vectors and there is no encoder
   */
  public List<Hit> retrieve(String question, int most, Mode by) throws IOException {
    if (by != Mode.BM25 && encoder == null) {
      throw new IllegalArgumentException(
          "mode %s needs vectors, and this index was made, or opened, without an encoder"
              .formatted(by));
    }
    String asked = cut(question);
    boolean vectors = by != Mode.BM25 && !asked.isBlank();
    float[] vector = vectors ? encoder.embed(List.of(asked)).getFirst() : null;
    return searching(
        searcher -> {
          List<Hit> hits = new ArrayList<>();
          for (Ranking.Candidate best :
              new Ranking(searcher, terms(asked), vector)
                  .best(by, Math.clamp(most, 1, RetrieveLimits.HITS))) {
            hits.add(new Hit(passage(searcher, best.id()), best.score(by)));
          }
          return hits;
        });
  }

  private static String cut(String question) {
    int end = Math.min(question.length(), RetrieveLimits.QUESTION_CHARS);
    return question.substring(0, end);
  }

  private static Passage passage(IndexSearcher searcher, int id) throws IOException {
    return Fields.passage(searcher.storedFields().document(id, Fields.PASSAGE));
  }

  private interface Search<T> {
    T in(IndexSearcher searcher) throws IOException;
  }

  private <T> T searching(Search<T> search) throws IOException {
    try {
      searchers.maybeRefresh();
      IndexSearcher searcher = searchers.acquire();
      try {
        return search.in(searcher);
      } finally {
        searchers.release(searcher);
      }
    } catch (IOException e) {
      throw folder.failed(e);
    }
  }

  /** The words of a text as they are indexed, each once. */
  private Set<String> terms(String text) throws IOException {
    Set<String> terms = new LinkedHashSet<>();
    try (TokenStream tokens = analyzer.tokenStream(Fields.BODY, text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (terms.size() < RetrieveLimits.QUESTION_TERMS && tokens.incrementToken()) {
        terms.add(term.toString());
      }
    }
    return terms;
  }

  /** What of a passage a user is shown for a question. */
  public Snippet snippet(String question, Passage passage) throws IOException {
    return Snippet.of(passage.text(), Ranking.query(terms(cut(question))), analyzer);
  }

  /** What it holds. */
  public Facts facts() throws IOException {
    return searching(
        searcher -> {
          IndexReader reader = searcher.getIndexReader();
          long documents = IndexFolder.files(reader).size();
          return new Facts(documents, reader.numDocs() - documents, folder.bytes(), settings);
        });
  }

  @Override
  public void close() throws IOException {
    try (folder;
        Closeable _ = searchers) {
      analyzer.close();
    }
  }
}
