package dev.bantam.retrieve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder in which indexes lie that have names.
 *
 * @param root of which each index is a folder
 */
public record IndexHome(Path root) {
  /** The index of who names none. */
  public static final String DEFAULT = "default";

  private static final int LONGEST = 100;

  /**
   * Where the index of a name is, or would be.
   *
   * @throws IllegalArgumentException if that is no name
   */
  public Path folder(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "'%s' is no index's name: letters, digits, '-', '_' and '.', the first no '.'"
              .formatted(name));
    }
    return root.resolve(name);
  }

  /** Whether an index may be called so. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.charAt(0) != '.'
        && text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0);
  }

  /** The names of the indexes that are there, sorted. */
  public List<String> names() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(IndexHome::isName)
          .sorted()
          .toList();
    }
  }
}
