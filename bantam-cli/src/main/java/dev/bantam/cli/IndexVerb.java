package dev.bantam.cli;

import dev.bantam.retrieve.DocumentIndex;
import dev.bantam.retrieve.Encoder;
import dev.bantam.retrieve.IndexBuilder;
import dev.bantam.retrieve.IndexHome;
import dev.bantam.retrieve.IndexSettings;
import dev.bantam.retrieve.IndexWriteException;
import dev.bantam.retrieve.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam index}. */
@Command(
    name = "index",
    description = {
      "Make documents searchable, for 'search' and 'ask'; or bring an index up to date.",
      "What has not changed is not read again; what is gone is removed. Ctrl-C and 'kill' lose"
          + " nothing that matters: the next run goes on."
    },
    mixinStandardHelpOptions = true)
final class IndexVerb implements Callable<Integer> {
  private static final String NO_ENCODER = "none";

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "Folders with all that is in them, and files.")
  private List<Path> roots;

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description = "What to call it, or a folder for it (with a '/'); default: ${DEFAULT-VALUE}.")
  private String index = IndexHome.DEFAULT;

  @Option(
      names = "--encoder",
      paramLabel = "MODEL",
      description = "Makes the vectors; default minilm. 'none': search by words alone.")
  private @Nullable String encoder;

  @Option(
      names = "--language",
      paramLabel = "L",
      description =
          "Of the documents, for the forms of words: ${COMPLETION-CANDIDATES}; default en.")
  private @Nullable Language language;

  @Option(
      names = "--passage",
      paramLabel = "N",
      description = "Most tokens of a passage (words, without an encoder); default 200.")
  private @Nullable Integer size;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  private final Map<IndexBuilder.Change, Integer> changes =
      new EnumMap<>(IndexBuilder.Change.class);
  private int failed;
  private int status;
  private int removed;
  private volatile boolean stopped;

  @Override
  public Integer call() throws Exception {
    long begun = System.nanoTime();
    Path folder = IndexArguments.folder(index);
    for (Path root : roots) {
      if (!Files.exists(root)) {
        throw new NoSuchFileException(root.toString());
      }
    }
    try (Encoder used = openEncoder(folder)) {
      try (IndexBuilder builder = IndexBuilder.open(folder, settings(folder, used), used)) {
        build(builder);
      }
      try (DocumentIndex made = DocumentIndex.open(folder, null)) {
        print(made.facts(), (System.nanoTime() - begun) / 1e9);
      }
    }
    return status;
  }

  /** As the index was made before, unless other wishes are told; those it refuses. */
  private @Nullable Encoder openEncoder(Path folder) throws IOException {
    String name = encoder;
    if (name == null) {
      IndexSettings before = before(folder);
      name = before == null ? "minilm" : before.hasVectors() ? before.encoder() : NO_ENCODER;
    }
    return name.equals(NO_ENCODER) ? null : IndexArguments.encoder(name);
  }

  private IndexSettings settings(Path folder, @Nullable Encoder used) throws IOException {
    IndexSettings before = before(folder);
    IndexSettings settings = IndexSettings.of(used);
    Language spoken = language != null ? language : before == null ? null : before.language();
    Integer tokens = size != null ? size : before == null ? null : (Integer) before.size();
    settings = spoken == null ? settings : settings.withLanguage(spoken);
    return tokens == null ? settings : settings.withSize(tokens);
  }

  private static @Nullable IndexSettings before(Path folder) throws IOException {
    return DocumentIndex.exists(folder) ? DocumentIndex.settings(folder) : null;
  }

  private void build(IndexBuilder builder) throws IOException {
    Object before = Signals.register("INT", () -> stopped = true);
    try {
      DocumentFiles files = new DocumentFiles(roots);
      status = files.each(file -> add(builder, file));
      failed = files.failures();
      for (Path root : roots) {
        removed += builder.removeVanished(root);
      }
    } catch (CancellationException e) {
      if (e.getCause() instanceof IndexWriteException broken) {
        throw broken;
      }
    } finally {
      Signals.unregister("INT", before);
    }
  }

  private void add(IndexBuilder builder, Path file) throws IOException {
    if (stopped) {
      throw new CancellationException("stopped");
    }
    try {
      changes.merge(builder.add(file, name(file)), 1, Integer::sum);
    } catch (IndexWriteException e) {
      CancellationException end = new CancellationException("the other files would fail alike");
      end.initCause(e);
      throw end;
    }
  }

  /** As it is cited: from the folder on that was given. */
  private String name(Path file) {
    for (Path root : roots) {
      Path folder = root.toAbsolutePath().normalize();
      Path absolute = file.toAbsolutePath().normalize();
      Path above = folder.getParent();
      if (absolute.startsWith(folder) && above != null) {
        return above.relativize(absolute).toString();
      }
    }
    return file.toString();
  }

  private int count(IndexBuilder.Change change) {
    return changes.getOrDefault(change, 0);
  }

  private void print(DocumentIndex.Facts facts, double seconds) {
    if (json) {
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("index", index);
      summary.putAll(facts.fields());
      for (IndexBuilder.Change change : IndexBuilder.Change.values()) {
        summary.put(change.name().toLowerCase(Locale.ROOT), count(change));
      }
      summary.put("removed", removed);
      summary.put("failed", failed);
      summary.put("stopped", stopped);
      summary.put("seconds", Math.round(10 * seconds) / 10.0);
      Output.json(summary);
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%d added, %d replaced, %d unchanged, %d removed, %d not readable; %.1f s%n",
        count(IndexBuilder.Change.ADDED),
        count(IndexBuilder.Change.REPLACED),
        count(IndexBuilder.Change.UNCHANGED),
        removed,
        failed,
        seconds);
    System.out.printf(
        Locale.ROOT,
        "%s: %d documents, %d passages, %s%n",
        index,
        facts.documents(),
        facts.passages(),
        Output.bytes(facts.bytes()));
    if (stopped) {
      System.err.println("Stopped; the same command goes on.");
    }
  }
}
