package dev.bantam.retrieve;

import dev.bantam.format.MalformedFileException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.Bits;

/** The folder of an index, with the settings that its commits remember. */
final class IndexFolder implements Closeable {
  /** Tells on standard error which instructions it uses; kept, as a logger may be collected. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  static {
    LUCENE.setLevel(Level.SEVERE);
  }

  private final Path path;
  private final Directory directory;

  IndexFolder(Path path, Directory directory) {
    this.path = path;
    this.directory = directory;
  }

  /** A folder for an index, made if need be. */
  static IndexFolder create(Path path) throws IOException {
    Files.createDirectories(path);
    try (Stream<Path> files = Files.list(path)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      boolean index = names.stream().anyMatch(name -> name.startsWith("segments_"));
      for (String name : names) {
        boolean own =
            name.equals("write.lock")
                || name.startsWith("segments_")
                || name.startsWith("pending_segments_")
                || index && name.startsWith("_");
        if (!own) { // Lucene takes what begins so for its own, and deletes it
          throw new MalformedFileException(
              path, -1, "is no index, as it holds %s: name a folder of its own".formatted(name));
        }
      }
    }
    return new IndexFolder(path, FSDirectory.open(path));
  }

  /** The folder of an index that is there. */
  static IndexFolder existing(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new NoSuchFileException(path + " (an index is made with 'bantam index')");
    }
    return new IndexFolder(path, FSDirectory.open(path));
  }

  Path path() {
    return path;
  }

  boolean holdsIndex() throws IOException {
    return DirectoryReader.indexExists(directory);
  }

  /** How the index that is there was made; {@code wanted} if there is none. */
  IndexSettings settings(IndexSettings wanted) throws IOException {
    if (!holdsIndex()) {
      return wanted;
    }
    IndexSettings before = settings();
    if (before.language() != wanted.language() || before.size() != wanted.size()) {
      throw new IllegalArgumentException(
          "%s was made for language %s with passages of %d, not %s with %d: make another index"
              .formatted(path, before.language(), before.size(), wanted.language(), wanted.size()));
    }
    return before;
  }

  /** How the index was made. */
  IndexSettings settings() throws IOException {
    try {
      return IndexSettings.of(path, SegmentInfos.readLatestCommit(directory).getUserData());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A writer whose first commit is made at once, so that the settings are there from then on. */
  IndexWriter writer(IndexSettings settings) throws IOException {
    try {
      IndexWriterConfig config =
          new IndexWriterConfig(settings.language().analyzer())
              .setCommitOnClose(false)
              .setMergeScheduler(new Merging());
      IndexWriter writer = new IndexWriter(directory, config);
      try {
        if (!holdsIndex()) {
          writer.setLiveCommitData(settings.data().entrySet());
          writer.commit();
        }
        return writer;
      } catch (IOException | RuntimeException | Error e) {
        writer.rollback(); // lets others write
        throw e;
      }
    } catch (LockObtainFailedException e) {
      throw new IOException(path + ": another program is writing to this index", e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * What cannot be merged stays as it is. A disk that is full fails the next write, which tells.
   */
  private static final class Merging extends ConcurrentMergeScheduler {
    @Override
    protected void handleMergeException(Throwable failure) {
      if (!(failure instanceof IOException)) {
        super.handleMergeException(failure);
      }
    }
  }

  SearcherManager searchers() throws IOException {
    try {
      return new SearcherManager(directory, null);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The files that an index remembers. */
  List<IndexedFile> files(IndexWriter writer) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      return files(reader);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  static List<IndexedFile> files(IndexReader reader) throws IOException {
    List<IndexedFile> files = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(Fields.FILE);
      if (terms == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      TermsEnum each = terms.iterator();
      PostingsEnum entries = null;
      while (each.next() != null) {
        entries = each.postings(entries, PostingsEnum.NONE);
        for (int id = entries.nextDoc();
            id != DocIdSetIterator.NO_MORE_DOCS;
            id = entries.nextDoc()) {
          if (live == null || live.get(id)) {
            files.add(Fields.file(leaf.reader().storedFields().document(id)));
          }
        }
      }
    }
    return files;
  }

  /** What a user is told of a failure of Lucene's: the folder's name, and what to do. */
  IOException failed(IOException cause) {
    return switch (cause) {
      case MalformedFileException e -> e;
      case CorruptIndexException e ->
          malformed("is damaged: make it anew (" + e.getMessage() + ")");
      case IndexFormatTooOldException _ -> malformed("is of an older version: make it anew");
      case IndexFormatTooNewException _ -> malformed("is of a newer version: update the program");
      case IndexNotFoundException _ -> malformed("holds no index: 'bantam index DIR' makes one");
      default ->
          new IOException(
              "%s: the index cannot be read or written: %s".formatted(path, cause.getMessage()),
              cause);
    };
  }

  private MalformedFileException malformed(String reason) {
    return new MalformedFileException(path, -1, reason);
  }

  /** Bytes of all its files. */
  long bytes() throws IOException {
    long bytes = 0;
    for (String file : directory.listAll()) {
      bytes += directory.fileLength(file);
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
