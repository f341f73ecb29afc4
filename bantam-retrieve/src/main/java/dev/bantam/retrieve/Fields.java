package dev.bantam.retrieve;

import dev.bantam.tasks.document.Passage;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.jspecify.annotations.Nullable;

/**
 * What Lucene keeps: of each file its passages, each an entry of its own, and one entry that
 * remembers the file itself.
 */
final class Fields {
  /** The file that an entry belongs to: its absolute path. */
  static final String KEY = "key";

  /** The same, in the entry that remembers a file. */
  static final String FILE = "file";

  /** Words of heading and text. */
  static final String BODY = "body";

  static final String VECTOR = "vector";

  private static final String NAME = "name";
  private static final String NUMBER = "number";
  private static final String PAGE = "page";
  private static final String HEADING = "heading";
  private static final String TEXT = "text";
  private static final String SIZE = "size";
  private static final String MODIFIED = "modified";
  private static final String SHA256 = "sha256";

  /** What is read of an entry that is a passage. */
  static final Set<String> PASSAGE = Set.of(NAME, NUMBER, PAGE, HEADING, TEXT);

  private Fields() {}

  /**
   * What of a passage is searched: its text below what it stands under.
   *
   * @param title of its document
   */
  static String body(String title, Passage passage) {
    String heading = passage.heading();
    String above = heading.contains(title) ? "" : title + "\n";
    return above + (heading.isEmpty() ? "" : heading + "\n") + passage.text();
  }

  static Document of(String key, String body, Passage passage, float @Nullable [] vector) {
    Document entry = new Document();
    entry.add(new StringField(KEY, key, Field.Store.NO));
    entry.add(new TextField(BODY, body, Field.Store.NO));
    entry.add(new StoredField(NAME, passage.document()));
    entry.add(new StoredField(NUMBER, passage.number()));
    entry.add(new StoredField(PAGE, passage.page()));
    entry.add(new StoredField(HEADING, passage.heading()));
    entry.add(new StoredField(TEXT, passage.text()));
    if (vector != null) {
      entry.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
    }
    return entry;
  }

  static Passage passage(Document entry) {
    return new Passage(
        entry.get(NAME),
        entry.getField(NUMBER).numericValue().intValue(),
        entry.getField(PAGE).numericValue().intValue(),
        entry.get(HEADING),
        entry.get(TEXT));
  }

  static Document of(IndexedFile file) {
    Document entry = new Document();
    entry.add(new StringField(KEY, file.key(), Field.Store.NO));
    entry.add(new StringField(FILE, file.key(), Field.Store.YES));
    entry.add(new StoredField(SIZE, file.size()));
    entry.add(new StoredField(MODIFIED, file.modified()));
    entry.add(new StoredField(SHA256, file.sha256()));
    return entry;
  }

  static IndexedFile file(Document entry) {
    return new IndexedFile(
        entry.get(FILE),
        entry.getField(SIZE).numericValue().longValue(),
        entry.getField(MODIFIED).numericValue().longValue(),
        entry.get(SHA256));
  }

  static Term key(String key) {
    return new Term(KEY, key);
  }
}
