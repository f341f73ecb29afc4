package dev.bantam.cli;

import dev.bantam.hub.Hub;
import dev.bantam.hub.LocalModel;
import dev.bantam.retrieve.DocumentIndex;
import dev.bantam.retrieve.Encoder;
import dev.bantam.retrieve.IndexHome;
import dev.bantam.retrieve.IndexSettings;
import dev.bantam.retrieve.Mode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which index is asked, and how. */
final class IndexArguments {
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description = {"The name of an index, or a folder (with a '/'); default: ${DEFAULT-VALUE}."})
  private String index = IndexHome.DEFAULT;

  @Option(
      names = "--mode",
      paramLabel = "HOW",
      description =
          "bm25 (words), vectors (meaning) or hybrid (both); default: what it was made for.")
  private @Nullable Mode mode;

  /** An index with the encoder that it needs; both are closed together. */
  record Opened(DocumentIndex index, @Nullable Encoder encoder, Mode mode) implements Closeable {
    @Override
    public void close() throws IOException {
      try (encoder) {
        index.close();
      }
    }
  }

  /** The home's indexes. */
  static IndexHome home() {
    LUCENE.setLevel(Level.WARNING); // or it tells users which instructions it found
    return new IndexHome(Hub.current().home().root().resolve("indexes"));
  }

  /** The folder of an index that is given by its name, or by a path with a separator. */
  static Path folder(String index) {
    IndexHome home = home();
    Path path = Path.of(index);
    return path.getNameCount() > 1 || path.isAbsolute() || index.startsWith(".")
        ? path
        : home.folder(index);
  }

  /** Opens the index, with its encoder if the mode needs it. */
  Opened open() throws IOException {
    return open(folder(index), mode);
  }

  /**
   * Opens an index, with its encoder if the mode needs it.
   *
   * @param mode null for what it was made for
   */
  static Opened open(Path folder, @Nullable Mode mode) throws IOException {
    IndexSettings settings = DocumentIndex.settings(folder);
    Mode by = mode != null ? mode : settings.hasVectors() ? Mode.HYBRID : Mode.BM25;
    Encoder encoder =
        by == Mode.BM25 || !settings.hasVectors() ? null : encoder(settings.encoder());
    try {
      return new Opened(DocumentIndex.open(folder, encoder), encoder, by);
    } catch (IOException | RuntimeException | Error e) {
      if (encoder != null) {
        encoder.close();
      }
      throw e;
    }
  }

  /** The encoder of a name, fetched if it is not here. */
  static Encoder encoder(String name) throws IOException {
    LocalModel local = ModelArgument.resolve(name);
    return Encoder.open(local.name(), local.path());
  }
}
