package dev.bantam.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Friendly names and where their models come from: {@code catalogue.json} beside this class.
 *
 * @param starter the models that answer when none is named, the preferred one first
 * @param models all models
 */
public record Catalogue(List<String> starter, List<Entry> models) {

  /**
   * A model with a friendly name.
   *
   * @param name {@code NAME} or {@code NAME:TAG}
   * @param aliases other names for the same
   * @param description one line
   * @param licence its name, as a rule an SPDX identifier
   * @param parameters about how many, such as {@code 1.1B}
   * @param context the longest context it was trained for, in tokens
   * @param sources where to take it from, the preferred one first
   */
  public record Entry(
      String name,
      @Nullable List<String> aliases,
      String description,
      String licence,
      String parameters,
      int context,
      List<Source> sources) {

    private boolean answersTo(String asked) {
      return name.equals(asked) || aliases != null && aliases.contains(asked);
    }
  }

  /**
   * Where a model is: by a name such as {@code hf:owner/repo:Q4_K_M}, or in npm packages.
   *
   * @param name null for npm packages
   * @param bytes about how much is fetched; null if unknown
   * @param npm the files and the packages they are put together from; null for a name
   */
  public record Source(@Nullable String name, @Nullable Long bytes, @Nullable List<Packaged> npm) {
    /** One short line: what is taken from where. */
    public String describe() {
      if (npm == null) {
        return String.valueOf(name);
      }
      List<String> packages =
          npm.stream().flatMap(file -> file.parts().stream()).map(Part::spec).distinct().toList();
      return "npm:" + String.join(" + ", packages);
    }
  }

  /**
   * A file that npm packages carry.
   *
   * @param file its path in the model's folder
   * @param sha256 of the whole file
   * @param bytes its length
   * @param parts what it is put together from, in order
   */
  public record Packaged(String file, Digest sha256, long bytes, List<Part> parts) {}

  /**
   * A slice of a package's file.
   *
   * @param spec {@code package@version}
   * @param entry the file inside the package
   * @param offset the slice's first byte; null for 0
   * @param bytes the slice's length; null for all that follows
   * @param download about how long the package's archive is, for progress; null if unknown
   */
  public record Part(
      String spec,
      String entry,
      @Nullable Long offset,
      @Nullable Long bytes,
      @Nullable Long download) {
    ModelName.Npm name() throws HubException.BadName {
      if (ModelName.parse("npm:" + spec) instanceof ModelName.Npm npm) {
        return npm;
      }
      throw new IllegalStateException("every npm: name is an npm package");
    }
  }

  /** Read when first asked for: a model that is named by its path needs no catalogue. */
  private static final class BuiltIn {
    static final Catalogue CATALOGUE = read();
  }

  /** The catalogue that comes with the program. */
  public static Catalogue builtIn() {
    return BuiltIn.CATALOGUE;
  }

  private static Catalogue read() {
    try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.json")) {
      if (in == null) {
        throw new IllegalStateException("catalogue.json is missing from the program");
      }
      return HubJson.read("catalogue.json", in.readAllBytes(), Catalogue.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model of a name or alias; null if there is none. */
  public @Nullable Entry find(ModelName.Friendly name) {
    String asked = name.toString();
    return models.stream().filter(entry -> entry.answersTo(asked)).findFirst().orElse(null);
  }
}
