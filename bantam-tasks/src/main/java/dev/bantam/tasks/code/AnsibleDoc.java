package dev.bantam.tasks.code;

import dev.bantam.format.MalformedFileException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an installed Ansible says of its modules, by its own program {@code ansible-doc}. That takes
 * up to a minute for all collections, so it is kept.
 */
public final class AnsibleDoc {
  private static final String PROGRAM = "ansible-doc";
  private static final int MINUTES = 10;

  private AnsibleDoc() {}

  /** The program, if there is one on the search path. */
  public static Optional<Path> program() {
    List<String> folders = new ArrayList<>();
    String path = System.getenv("PATH");
    if (path != null) {
      folders.addAll(List.of(path.split(File.pathSeparator, -1)));
    }
    return folders.stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Where the modules are kept in the program's folder for a user's data. */
  public static Path keptIn(Path home) {
    return home.resolve("ansible").resolve("modules.json");
  }

  /** The modules as they were kept; empty if they were not, or are of another installation. */
  public static Optional<AnsibleModules> kept(Path program, Path kept) throws IOException {
    return Files.exists(kept) ? AnsibleModules.read(kept, version(program)) : Optional.empty();
  }

  private static String version(Path program) throws IOException {
    return program.toRealPath() + " " + Files.getLastModifiedTime(program);
  }

  /**
   * The modules of an installation.
   *
   * @param program as {@link #program} finds it
   * @param kept a file in which they are kept for the next time
   * @param anew whether to ask again, as after collections were installed
   * @param asking called before it takes long
   * @throws IOException if the program fails
   */
  public static AnsibleModules modules(Path program, Path kept, boolean anew, Runnable asking)
      throws IOException {
    Optional<AnsibleModules> known = anew ? Optional.empty() : kept(program, kept);
    if (known.isPresent()) {
      return known.get();
    }
    asking.run();
    Path folder = Files.createDirectories(kept.toAbsolutePath().getParent());
    Path dump = Files.createTempFile(folder, "ansible-doc", ".json");
    try {
      ask(program, dump);
      AnsibleModules modules = read(dump);
      modules.write(kept, version(program));
      return modules;
    } finally {
      Files.delete(dump);
    }
  }

  private static void ask(Path program, Path dump) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(), "-t", "module", "--metadata-dump", "--no-fail-on-errors")
            .redirectOutput(dump.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("%s has not ended after %d minutes".formatted(program, MINUTES));
      }
      if (process.exitValue() != 0) {
        throw new IOException("%s failed with %d".formatted(program, process.exitValue()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program + " was running", e);
    } finally {
      process.destroy();
    }
  }

  /**
   * Reads what {@code ansible-doc --metadata-dump} prints, module by module.
   *
   * @throws MalformedFileException if it is something else
   */
  static AnsibleModules read(Path dump) throws IOException {
    Map<String, AnsibleModules.Module> modules = new TreeMap<>();
    try (InputStream in = Files.newInputStream(dump);
        JsonParser parser = JsonMapper.shared().createParser(in)) {
      enter(parser, "all");
      enter(parser, "module");
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        @Nullable Object doc = parser.readValueAs(Map.class).get("doc");
        if (doc instanceof Map<?, ?> map && !name.startsWith("_")) {
          modules.put(name, AnsibleModules.module(name, map));
        }
      }
    } catch (JacksonException e) {
      throw new MalformedFileException(
          dump, -1, "is no output of " + PROGRAM + ": " + e.getOriginalMessage());
    }
    if (modules.isEmpty()) {
      throw new MalformedFileException(
          dump, -1, "has no modules, as %s prints them".formatted(PROGRAM));
    }
    return new AnsibleModules(modules);
  }

  /** Goes to the value of a key of the object that comes next. */
  private static void enter(JsonParser parser, String key) {
    parser.nextToken();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      if (key.equals(parser.currentName())) {
        return;
      }
      parser.nextToken();
      parser.skipChildren();
    }
  }
}
