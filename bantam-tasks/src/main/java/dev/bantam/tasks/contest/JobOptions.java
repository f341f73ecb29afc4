package dev.bantam.tasks.contest;

import dev.bantam.data.Suggestion;
import dev.bantam.format.Sha256;
import dev.bantam.tasks.TaskModel;
import dev.bantam.tasks.prompt.PromptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options of a job as they are written after a question mark: {@code to=de&glossary=terms.csv}.
 * Remembers which were asked for, and all that answers depend on: values, the contents of files,
 * versions of prompts.
 */
public final class JobOptions {
  private static final int MAX_FILES = 100_000;

  private final Map<String, String> given;
  private final Set<String> known = new TreeSet<>();
  private final Map<String, String> identity = new TreeMap<>();

  private JobOptions(Map<String, String> given) {
    this.given = given;
  }

  /**
   * Reads options.
   *
   * @throws IllegalArgumentException if there is one without a value, or twice
   */
  public static JobOptions parse(String text) {
    Map<String, String> given = new TreeMap<>();
    for (String option : text.isEmpty() ? List.<String>of() : List.of(text.split("&", -1))) {
      int equals = option.indexOf('=');
      if (equals < 1
          || given.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(
            "'%s': options are written NAME=VALUE with & between them, each once"
                .formatted(option));
      }
    }
    return new JobOptions(given);
  }

  /** Options as they were given. */
  public Map<String, String> given() {
    return new TreeMap<>(given);
  }

  /** A value, or null if it was not given. */
  public @Nullable String text(String name) {
    known.add(name);
    String value = given.get(name);
    if (value != null) {
      identity.put(name, value);
    }
    return value;
  }

  /** A value that has to be given. */
  public String required(String name) {
    String value = text(name);
    if (value == null) {
      throw new IllegalArgumentException("option '%s' is missing: ?%s=...".formatted(name, name));
    }
    return value;
  }

  /** A whole number in a range; {@code otherwise} if it was not given. */
  public int integer(String name, int otherwise, int least, int most) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw wrong(name, "a whole number from %d to %d".formatted(least, most));
  }

  /** A number in a range; {@code otherwise} if it was not given. */
  public double number(String name, double otherwise, double least, double most) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw wrong(name, "a number from %s to %s".formatted(least, most));
  }

  /** {@code true} or {@code false}; {@code otherwise} if it was not given. */
  public boolean flag(String name, boolean otherwise) {
    String value = text(name);
    return switch (value) {
      case null -> otherwise;
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, "true or false");
    };
  }

  /** Values between commas; none if it was not given. */
  public List<String> list(String name) {
    String value = text(name);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
  }

  /** A file or a folder, whose contents count, not its name; null if it was not given. */
  public @Nullable Path file(String name) throws IOException {
    known.add(name);
    String value = given.get(name);
    if (value == null) {
      return null;
    }
    Path path = Path.of(value);
    Sha256 all = new Sha256();
    for (Path file : files(path)) {
      all.update(path.relativize(file) + " " + Sha256.of(file) + "\n");
    }
    identity.put(name, all.finish());
    return path;
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(Files::isRegularFile).sorted().limit(MAX_FILES).toList();
    }
  }

  /** The prompt file under the option {@code prompt}, or that of a job for this model's family. */
  public PromptFile prompt(TaskModel model, String job) throws IOException {
    Path own = file("prompt");
    PromptFile prompt =
        own == null
            ? model.prompt(job)
            : PromptFile.read(own).forModel(model.name(), model.generator().file());
    identity.put("prompt " + job, prompt.id());
    return prompt;
  }

  /**
   * Called when all options that there may be were asked for.
   *
   * @throws IllegalArgumentException if there is another
   */
  void checkKnown() {
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown option '%s'%s: there are %s"
                .formatted(name, Suggestion.didYouMean(name, known), String.join(", ", known)));
      }
    }
  }

  /** What answers depend on. */
  Map<String, String> identity() {
    return identity;
  }

  private IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException(
        "option '%s' should be %s, not '%s'".formatted(name, what, given.get(name)));
  }
}
