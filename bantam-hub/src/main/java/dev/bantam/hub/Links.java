package dev.bantam.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A stored model under its files' own names: hard links to its blobs, or symbolic ones where the
 * file system has no hard links. Formats are told by names, and a model folder needs all of them.
 */
final class Links {
  private Links() {}

  /** The one file, the first file of a split GGUF, or the folder. */
  static Path open(Path folder, List<Manifest.Item> files, Blobs blobs) throws IOException {
    for (Manifest.Item item : files) {
      Path link = folder.resolve(item.file());
      Path blob = blobs.path(item.digest());
      if (!Files.exists(link) || !Files.isSameFile(link, blob)) {
        link(link, blob);
      }
    }
    boolean single = files.size() == 1;
    Manifest.Item first =
        files.stream().min(Comparator.comparing(Manifest.Item::file)).orElseThrow();
    boolean split = files.stream().allMatch(item -> item.file().endsWith(".gguf"));
    // A llama2.c checkpoint's tokenizer lies beside it.
    for (Manifest.Item item : files) {
      if (ModelFiles.isCheckpoint(item.file())) {
        return folder.resolve(item.file());
      }
    }
    return single || split ? folder.resolve(first.file()) : folder;
  }

  private static void link(Path link, Path blob) throws IOException {
    Path temp = link.resolveSibling(".new-" + UUID.randomUUID());
    try {
      Files.createDirectories(link.getParent());
      try {
        Files.createLink(temp, blob);
      } catch (IOException | UnsupportedOperationException e) {
        Files.createSymbolicLink(temp, blob.toAbsolutePath());
      }
      Durable.move(temp, link);
    } catch (IOException e) {
      Files.deleteIfExists(temp);
      throw new HubException.Storage(link, "linking to " + blob, e);
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
