package dev.bantam.cli;

import dev.bantam.generate.Generator;
import dev.bantam.hub.Hub;
import dev.bantam.hub.LocalModel;
import dev.bantam.retrieve.DocumentIndex;
import dev.bantam.retrieve.Encoder;
import dev.bantam.retrieve.IndexHome;
import dev.bantam.retrieve.IndexSettings;
import dev.bantam.retrieve.Mode;
import dev.bantam.retrieve.Reranked;
import dev.bantam.retrieve.Reranker;
import dev.bantam.retrieve.RetrieveLimits;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.answer.Retriever;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which index is asked, and how. */
final class IndexArguments {
  /** Passages that a cross-encoder reads at once. */
  private static final int TOGETHER = 8;

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

  @Option(
      names = "--rerank",
      paramLabel = "MODEL",
      description =
          "Put what is found in the order of a cross-encoder, or of how likely a language model"
              + " finds the question after a passage.")
  private @Nullable String reranker;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description = "How many passages --rerank judges; default ${DEFAULT-VALUE}.")
  private int candidates = Reranker.CANDIDATES;

  /**
   * An index with the encoder that it needs; both are closed together.
   *
   * @param retriever asks the index as the user wants it
   * @param reranker the model that it does that with, or null
   */
  record Opened(
      DocumentIndex index,
      @Nullable Encoder encoder,
      Retriever retriever,
      @Nullable TaskModel reranker)
      implements Closeable {
    @Override
    public void close() throws IOException {
      try (reranker;
          encoder) {
        index.close();
      }
    }

    /** The same, put in the order of a model that is closed with it. */
    Opened reranked(TaskModel model, int candidates) {
      Retriever judged = new Reranked(retriever, Reranker.of(model), candidates);
      return new Opened(index, encoder, judged, model);
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

  /** Opens the index, with the models that the user wants. */
  Opened open() throws IOException {
    if (candidates < 1 || candidates > RetrieveLimits.HITS) {
      throw new IllegalArgumentException(
          "--candidates should be 1 to %d, not %d".formatted(RetrieveLimits.HITS, candidates));
    }
    Opened opened = open(folder(index), mode);
    return reranker == null ? opened : reranked(opened, reranker, candidates);
  }

  /** Opens a model beside an index, which is closed if that fails. */
  static Opened reranked(Opened opened, String name, int candidates) throws IOException {
    try {
      LocalModel local = ModelArgument.resolve(name);
      Generator generator =
          Generator.open(local.path(), Generator.Options.DEFAULT.withParallel(TOGETHER));
      try {
        return opened.reranked(TaskModel.of(local.name(), generator), candidates);
      } catch (RuntimeException | Error e) {
        generator.close();
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
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
      DocumentIndex index = DocumentIndex.open(folder, encoder);
      return new Opened(index, encoder, index.by(by), null);
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
