package dev.bantam.retrieve;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Sha256;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.DocumentLimits;
import dev.bantam.tasks.document.DocumentReader;
import dev.bantam.tasks.document.Passage;
import dev.bantam.tasks.document.Passages;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.function.ToIntFunction;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.jspecify.annotations.Nullable;

/**
 * Makes an index of files, or brings one up to date: what has not changed is not read again.
 *
 * <pre>{@code
 * try (Encoder encoder = Encoder.open("minilm", model);
 *     IndexBuilder index = IndexBuilder.open(folder, IndexSettings.of(encoder), encoder)) {
 *   for (Path file : files) {
 *     index.add(file, file.toString());
 *   }
 * }
 * }</pre>
 *
 * <p>What is done is committed every few seconds: when the program dies, the index is what it was
 * at the last commit, and the next run goes on from there. A file's passages come and go together.
 * Belongs to one thread; one builder at a time writes to an index, while others search it.
 */
public final class IndexBuilder implements AutoCloseable {
  private static final long COMMIT_NANOS = 5_000_000_000L;

  /** Passages that are embedded and written together. */
  private static final int TOGETHER = 64;

  /** What became of a file. */
  public enum Change {
    UNCHANGED,
    ADDED,
    REPLACED
  }

  /** A file that was read and is not written yet. */
  private record Read(IndexedFile file, String title, List<Passage> passages) {}

  private final IndexFolder folder;
  private final IndexWriter writer;
  private final IndexSettings settings;
  private final @Nullable Encoder encoder;
  private final ToIntFunction<String> measure;
  private final Map<String, IndexedFile> known = new HashMap<>();
  private final List<Read> pending = new ArrayList<>();
  private final long commitNanos;
  private int pendingPassages;
  private long committed = System.nanoTime();

  private IndexBuilder(
      IndexFolder folder, IndexSettings wanted, @Nullable Encoder encoder, long commitNanos)
      throws IOException {
    this.folder = folder;
    this.encoder = encoder;
    this.commitNanos = commitNanos;
    this.settings = folder.settings(wanted);
    settings.check(folder.path(), encoder);
    this.measure = encoder == null ? IndexBuilder::words : text -> tokens(encoder, text);
    this.writer = folder.writer(settings);
    try {
      folder.files(writer).forEach(file -> known.put(file.key(), file));
    } catch (IOException | RuntimeException | Error e) {
      writer.rollback();
      throw e;
    }
  }

  /**
   * Opens an index, or begins one.
   *
   * @param folder of the index alone
   * @param wanted how to make it; if it is there already, the same
   * @param encoder that the settings name, which is not closed here; null if they name none
   * @throws IllegalArgumentException if the index was made otherwise
   * @throws MalformedFileException if the folder holds something else, or a damaged index
   * @throws IOException if another builder is at work, or the folder cannot be written
   */
  public static IndexBuilder open(Path folder, IndexSettings wanted, @Nullable Encoder encoder)
      throws IOException {
    return open(IndexFolder.create(folder), wanted, encoder, COMMIT_NANOS);
  }

  /** As {@link #open(Path, IndexSettings, Encoder)}; the folder is closed with this. */
  static IndexBuilder open(
      IndexFolder folder, IndexSettings wanted, @Nullable Encoder encoder, long commitNanos)
      throws IOException {
    try {
      return new IndexBuilder(folder, wanted, encoder, commitNanos);
    } catch (IOException | RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Adds a file, or replaces what is there of it if it has changed.
   *
   * @param name by which it is cited
   * @throws MalformedFileException if it cannot be read as a document; what was there of it is
   *     removed
   * @throws IndexWriteException if the index cannot be written: nothing more can be done
   */
  public Change add(Path file, String name) throws IOException {
    String key = key(file);
    IndexedFile before = known.get(key);
    long size = Files.size(file);
    long modified = Files.getLastModifiedTime(file).toMillis();
    if (before != null && before.size() == size && before.modified() == modified) {
      return Change.UNCHANGED;
    }
    if (size > DocumentLimits.BYTES || !Files.isRegularFile(file)) {
      forget(key);
      throw new MalformedFileException(
          file, -1, "is no ordinary file of at most %d MiB".formatted(DocumentLimits.BYTES >> 20));
    }
    byte[] bytes = Files.readAllBytes(file);
    IndexedFile now = new IndexedFile(key, size, modified, sha256(bytes));
    if (before != null && before.sha256().equals(now.sha256())) {
      known.put(key, now);
      written(() -> writer.updateDocument(new Term(Fields.FILE, key), Fields.of(now)));
      return Change.UNCHANGED;
    }
    Read read;
    try {
      read = read(now, DocumentReader.read(name, bytes));
    } catch (MalformedFileException e) {
      forget(key);
      throw e;
    }
    pending.add(read);
    pendingPassages += read.passages().size();
    known.put(key, now);
    if (pendingPassages >= TOGETHER) {
      flush();
    }
    return before == null ? Change.ADDED : Change.REPLACED;
  }

  private Read read(IndexedFile file, Document document) {
    return new Read(file, title(document), Passages.of(document, settings.size(), measure));
  }

  /** What a document calls itself, else its file's name without the ending. */
  private static String title(Document document) {
    if (!document.title().equals(document.name())) {
      return document.title();
    }
    String name = document.name().substring(document.name().lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String key(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  private static String sha256(byte[] bytes) {
    Sha256 hash = new Sha256();
    hash.update(MemorySegment.ofArray(bytes));
    return hash.finish();
  }

  private static int tokens(Encoder encoder, String text) {
    try {
      return encoder.tokens(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int words(String text) {
    return new StringTokenizer(text).countTokens();
  }

  /**
   * Removes what is there of files in a folder, or in folders of it, that are no more. One whose
   * folder cannot be looked into stays.
   *
   * @return how many were removed
   */
  public int removeVanished(Path below) throws IOException {
    Path root = below.toAbsolutePath().normalize();
    List<String> gone =
        known.keySet().stream()
            .filter(key -> Path.of(key).startsWith(root) && Files.notExists(Path.of(key)))
            .toList();
    for (String key : gone) {
      forget(key);
    }
    return gone.size();
  }

  private void forget(String key) throws IOException {
    if (known.remove(key) != null) {
      pending.removeIf(read -> read.file().key().equals(key));
      written(() -> writer.deleteDocuments(Fields.key(key)));
    }
  }

  /** Embeds and writes what was read, and commits if it is time. */
  private void flush() throws IOException {
    List<String> bodies = new ArrayList<>();
    for (Read read : pending) {
      read.passages().forEach(passage -> bodies.add(Fields.body(read.title(), passage)));
    }
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; encoder != null && from < bodies.size(); from += TOGETHER) {
      vectors.addAll(encoder.embed(bodies.subList(from, Math.min(bodies.size(), from + TOGETHER))));
    }
    int at = 0;
    for (Read read : pending) {
      List<Iterable<? extends IndexableField>> entries = new ArrayList<>();
      for (Passage passage : read.passages()) {
        float[] vector = encoder == null ? null : vectors.get(at);
        entries.add(Fields.of(read.file().key(), bodies.get(at++), passage, vector));
      }
      entries.add(Fields.of(read.file()));
      written(() -> writer.updateDocuments(Fields.key(read.file().key()), entries));
    }
    pending.clear();
    pendingPassages = 0;
    if (System.nanoTime() - committed >= commitNanos) {
      commit();
    }
  }

  /** Makes sure that all that was added until now stays, whatever happens. */
  public void commit() throws IOException {
    if (!pending.isEmpty()) {
      flush();
    }
    written(writer::commit);
    committed = System.nanoTime();
  }

  private interface Step {
    Object run() throws IOException;
  }

  private void written(Step step) throws IOException {
    try {
      step.run();
    } catch (IOException | IllegalStateException e) { // the latter from a writer that has failed
      Throwable first = writer.getTragicException();
      throw new IndexWriteException(
          "%s: the index cannot be written; what was committed stays, and the next run goes on: %s"
              .formatted(folder.path(), (first == null ? e : first).getMessage()),
          e);
    }
  }

  /** Commits what was added and lets others write. */
  @Override
  public void close() throws IOException {
    try (folder;
        Closeable _ = writer::rollback) { // which does nothing after a close
      if (writer.isOpen()) {
        commit();
        written(
            () -> {
              writer.close();
              return folder;
            });
      }
    }
  }
}
