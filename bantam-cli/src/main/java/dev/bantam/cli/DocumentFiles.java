package dev.bantam.cli;

import dev.bantam.format.MalformedFileException;
import dev.bantam.tasks.document.Document;
import dev.bantam.tasks.document.DocumentLimits;
import dev.bantam.tasks.document.DocumentReader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders of a command line, worked on one by one: what fails is reported by its name on
 * standard error, and the rest is done.
 */
final class DocumentFiles {
  /** Standard input, where a file could be named. */
  static final Path STANDARD_INPUT = Path.of("-");

  private final List<Exception> failures = new ArrayList<>();
  private final Set<Path> files = new LinkedHashSet<>();

  /** What is done with a file. */
  @FunctionalInterface
  interface FileWork {
    void on(Path file) throws Exception;
  }

  /** What is done with a document. */
  @FunctionalInterface
  interface DocumentWork {
    void on(Document document) throws Exception;
  }

  /**
   * Finds the files: those that are named, and those in folders and their folders, sorted, without
   * hidden ones.
   *
   * @param named if there are none, standard input
   */
  DocumentFiles(List<Path> named) {
    for (Path path : named.isEmpty() ? List.of(STANDARD_INPUT) : named) {
      if (Files.isDirectory(path)) {
        addAll(path);
      } else {
        files.add(path);
      }
    }
  }

  private void addAll(Path folder) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(folder, new Visitor(folder, found));
      if (found.isEmpty()) {
        throw new MalformedFileException(folder, -1, "is a folder without files");
      }
    } catch (IOException e) {
      System.err.println("bantam: " + fail(folder, e));
    }
    found.sort(null);
    files.addAll(found);
  }

  /**
   * Checks that what is written does not take the place of what is read.
   *
   * @throws Failures.UsageException naming the file
   */
  static void checkApart(Collection<Path> read, @Nullable Path... written) throws IOException {
    for (Path to : written) {
      for (Path from : read) {
        if (to != null && Files.exists(to) && Files.exists(from) && Files.isSameFile(to, from)) {
          throw new Failures.UsageException(to + " is read: write to another file");
        }
      }
    }
  }

  /** Leaves a file out that the program itself wrote into a folder. */
  void leaveOut(Path written) {
    Path own = written.toAbsolutePath().normalize();
    files.removeIf(file -> file.toAbsolutePath().normalize().equals(own));
  }

  /** What was found. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /**
   * Works on each file.
   *
   * @return the exit status: that of the first failure, or 0
   */
  int each(FileWork work) {
    try (ProgressBar bar = new ProgressBar()) {
      int done = 0;
      for (Path file : files) {
        if (files.size() > 1) {
          bar.items(done++, files.size(), file.toString());
        }
        try {
          work.on(file);
        } catch (CancellationException e) {
          throw e;
        } catch (Exception e) {
          bar.step("bantam: " + fail(file, e));
        }
      }
    }
    return Failures.status(failures);
  }

  /** How many have failed until now. */
  int failures() {
    return failures.size();
  }

  /** Reads and works on each file; the exit status as {@link #each}'s. */
  int eachDocument(DocumentWork work) {
    return each(file -> work.on(read(file)));
  }

  private static Document read(Path file) throws IOException {
    if (!file.equals(STANDARD_INPUT)) {
      return DocumentReader.read(file);
    }
    byte[] bytes = System.in.readNBytes((int) DocumentLimits.BYTES + 1);
    return DocumentReader.read("standard input", bytes);
  }

  /** Remembers a failure, and says which file it is of. */
  private String fail(Path file, Exception failure) {
    failures.add(failure);
    String message = Failures.message(failure);
    return message.contains(file.toString()) ? message : file + ": " + message;
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final List<Path> found;

    Visitor(Path folder, List<Path> found) {
      this.folder = folder;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      boolean hidden = !directory.equals(folder) && isHidden(directory);
      return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && !isHidden(file)) {
        found.add(file);
      }
      if (found.size() > DocumentLimits.FILES) {
        throw new MalformedFileException(
            folder, -1, "has too many files: at most %,d".formatted(DocumentLimits.FILES));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      System.err.println("bantam: " + fail(file, failure));
      return FileVisitResult.CONTINUE;
    }

    private boolean isHidden(Path path) {
      return String.valueOf(path.getFileName()).startsWith(".");
    }
  }
}
