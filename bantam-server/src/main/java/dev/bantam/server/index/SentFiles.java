package dev.bantam.server.index;

import dev.bantam.format.MalformedFileException;
import dev.bantam.retrieve.DocumentIndex;
import dev.bantam.retrieve.IndexBuilder;
import dev.bantam.retrieve.IndexSettings;
import dev.bantam.server.http.JsonFields;
import dev.bantam.tasks.answer.Hit;
import dev.bantam.tasks.answer.Retriever;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one request as documents to ask: indexed by their words for as long as the request
 * takes. Files that cannot be read are left out, and told of.
 */
public final class SentFiles implements Retriever, AutoCloseable {
  private static final int MOST = 1000;

  private final Path folder;
  private final List<String> failures = new ArrayList<>();
  private final DocumentIndex index;

  /**
   * Indexes the field {@code files}: a list of {@code name} and {@code data} in base64.
   *
   * @throws dev.bantam.server.http.ApiException 400 if the field is not as it should be
   * @throws MalformedFileException if none of the files can be read
   */
  public SentFiles(JsonFields body) throws IOException {
    List<JsonFields> files = body.objects("files", MOST);
    folder = Files.createTempDirectory("bantam-files");
    try {
      Path made = folder.resolve("index");
      try (IndexBuilder builder = IndexBuilder.open(made, IndexSettings.of(null), null)) {
        for (JsonFields file : files) {
          add(file, builder);
        }
      }
      if (failures.size() == files.size()) {
        throw new MalformedFileException("files", -1, String.join("; ", failures));
      }
      index = DocumentIndex.open(made, null);
    } catch (IOException | RuntimeException | Error e) {
      delete();
      throw e;
    }
  }

  private void add(JsonFields file, IndexBuilder builder) throws IOException {
    String name = file.string("name");
    Path copy = Files.createTempFile(folder, "file", "");
    try {
      Files.write(copy, Base64.getDecoder().decode(file.string("data")));
      builder.add(copy, name);
    } catch (IllegalArgumentException e) {
      throw file.wrong("data", "base64");
    } catch (MalformedFileException e) {
      failures.add(name + ": " + e.reason());
    }
  }

  /** Which files could not be read, and why. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public List<Hit> retrieve(String question, int most) throws IOException {
    return index.retrieve(question, most);
  }

  @Override
  public double threshold() {
    return index.threshold();
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    index.close();
    delete();
  }
}
