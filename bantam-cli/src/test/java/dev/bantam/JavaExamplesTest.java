package dev.bantam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples in Java of {@code docs/tasks} compile, have at most ten lines, and run: in a folder
 * that has the files of {@code src/test/resources/examples}, a model and an encoder.
 */
class JavaExamplesTest {
  private static final Path DOCS = Path.of("../docs/tasks");
  private static final Path FILES = Path.of("src/test/resources/examples");
  private static final Path ENCODER =
      Path.of("../bantam-core/src/test/resources/goldens/arch/bert/model.gguf");
  private static final List<Path> SOURCES =
      List.of(
          Path.of("../bantam-tasks/src/main/java/dev/bantam/tasks"),
          Path.of("../bantam-retrieve/src/main/java/dev/bantam/retrieve"));
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  @TempDir private Path folder;

  /**
   * A block of Java in a page.
   *
   * @param name of the class that is made of it
   */
  private record Example(String page, String name, List<String> lines) {
    String source(List<String> packages) {
      String imports =
          packages.stream()
              .map(name -> "import " + name + ".*;\n")
              .collect(
                  Collectors.joining("", "import java.nio.file.*;\nimport java.util.*;\n", ""));
      return imports
          + "import dev.bantam.generate.Generator;\n"
          + "public class "
          + name
          + " {\n  public static void main(String[] args) throws Exception {\n"
          + String.join("\n", lines)
          + "\n  }\n}\n";
    }
  }

  @Test
  void examplesHaveTenLinesAndRun() throws Exception {
    List<Example> examples = examples();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(9);
    assertThat(examples)
        .allSatisfy(e -> assertThat(e.lines).as(e.page).hasSizeLessThanOrEqualTo(10));
    copyFiles();
    compile(examples);
    String said = run(examples);
    SoftAssertions all = new SoftAssertions();
    for (Example example : examples) {
      Path failure = folder.resolve(example.name + Runner.FAILED);
      String why = Files.exists(failure) ? Files.readString(failure) : "";
      all.assertThat(why).as(example.page).isEmpty();
    }
    all.assertThat(said).as("what is said at the end").endsWith(Runner.END);
    all.assertAll();
  }

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    try (Stream<Path> pages = Files.list(DOCS)) {
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).sorted().toList()) {
        String rest = Files.readString(page);
        for (int at = rest.indexOf("```java\n"); at >= 0; at = rest.indexOf("```java\n")) {
          int from = at + "```java\n".length();
          int to = rest.indexOf("\n```", from);
          List<String> lines = rest.substring(from, to).lines().filter(l -> !l.isBlank()).toList();
          examples.add(
              new Example(
                  page.getFileName().toString(),
                  "Example" + examples.size(),
                  lines.stream().filter(line -> !line.startsWith("import ")).toList()));
          rest = rest.substring(to);
        }
      }
    }
    return examples;
  }

  private void copyFiles() throws IOException {
    try (Stream<Path> files = Files.walk(FILES)) {
      for (Path file : files.toList()) {
        Path to = folder.resolve(FILES.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    TinyModel.write(folder.resolve("model.gguf"), 1);
    Files.copy(ENCODER, folder.resolve("encoder.gguf"));
  }

  private void compile(List<Example> examples) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", folder.toString()));
    arguments.addAll(List.of("-cp", CLASS_PATH, "-nowarn", "-proc:none"));
    for (Example example : examples) {
      Path file = folder.resolve(example.name + ".java");
      arguments.add(Files.writeString(file, example.source(packages())).toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
  }

  private static List<String> packages() throws IOException {
    List<String> packages = new ArrayList<>();
    for (Path root : SOURCES) {
      Path java = root.getParent().getParent().getParent();
      try (Stream<Path> folders = Files.walk(root)) {
        folders
            .filter(Files::isDirectory)
            .map(found -> java.relativize(found).toString().replace('/', '.').replace('\\', '.'))
            .forEach(packages::add);
      }
    }
    return packages;
  }

  /** Runs all in a process of their own, in their folder; returns what they print. */
  private String run(List<Example> examples) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(folder + File.pathSeparator + CLASS_PATH);
    command.add(Runner.class.getName());
    examples.forEach(example -> command.add(example.name));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("no example keeps the program running: %s", said).isTrue();
    return said;
  }

  /** Runs examples one after another: a program for each would mostly start and end. */
  static final class Runner {
    /** Ends the names of files that say why an example failed. */
    private static final String FAILED = ".failed";

    private static final String END = "all examples have run" + System.lineSeparator();

    private Runner() {}

    public static void main(String[] names) throws IOException {
      for (String name : names) {
        try {
          Class.forName(name)
              .getMethod("main", String[].class)
              .invoke(null, (Object) new String[0]);
        } catch (Throwable e) { // whatever is wrong with one, the others run
          try (PrintWriter out = new PrintWriter(name + FAILED, StandardCharsets.UTF_8)) {
            e.printStackTrace(out);
          }
        }
      }
      System.out.print(END);
    }
  }
}
