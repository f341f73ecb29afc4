import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Formats every Java file of the checkout in Google style, or only says which files are not.
 *
 * <p>{@code java --class-path google-java-format-all-deps.jar build/Format.java (check|apply)
 * ROOT}; the root {@code pom.xml} starts it. Exit status 1: some file is not formatted or does not
 * parse.
 */
void main(String[] args) throws IOException {
  boolean apply = args[0].equals("apply");
  Path root = Path.of(args[1]);
  int bad = 0;
  for (Path file : javaFiles(root)) {
    String source = Files.readString(file);
    try {
      String formatted = new Formatter().formatSourceAndFixImports(source);
      if (formatted.equals(source)) {
        continue;
      }
      if (apply) {
        Files.writeString(file, formatted);
      } else {
        bad++;
      }
      System.err.println((apply ? "formatted " : "not formatted: ") + root.relativize(file));
    } catch (FormatterException e) {
      bad++;
      e.diagnostics().forEach(d -> System.err.println(root.relativize(file) + ":" + d));
    }
  }
  if (bad > 0) {
    System.err.println("To format: mvn -q -N verify -Dbantam.format=apply");
    System.exit(1);
  }
}

/** Every Java file under the root that is neither built (target) nor hidden. */
List<Path> javaFiles(Path root) throws IOException {
  List<Path> files = new ArrayList<>();
  Files.walkFileTree(
      root,
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
          String name = folder.getFileName().toString();
          boolean skip = name.equals("target") || (name.startsWith(".") && !folder.equals(root));
          return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (file.toString().endsWith(".java")) {
            files.add(file);
          }
          return FileVisitResult.CONTINUE;
        }
      });
  return files;
}
