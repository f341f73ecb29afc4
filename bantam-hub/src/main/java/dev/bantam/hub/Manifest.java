package dev.bantam.hub;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model in the store consists of.
 *
 * @param name the model's name, as {@link ModelName#parse} reads it
 * @param files its files; one for a GGUF, several for a split one or a Hugging Face folder
 * @param source what was taken and from where
 * @param licence as the source names it; null if it does not
 * @param added when it was pulled or imported
 * @param variant what it adds to the base whose files it has; null for a model as it was made
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(
    String name,
    List<Item> files,
    String source,
    @Nullable String licence,
    Instant added,
    @Nullable Variant variant) {

  /**
   * One file of a model.
   *
   * @param file its path within the model's folder
   * @param digest its contents
   * @param bytes its length
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Item(String file, Digest digest, long bytes) {
    /**
     * @throws IllegalArgumentException if the path leads out of the model's folder, or the length
     *     is negative
     */
    public Item {
      if (!NameParser.isRelativeFile(file) || bytes < 0) {
        throw new IllegalArgumentException("a file inside the model's folder, and its length");
      }
    }
  }

  /** A model as it was made. */
  public Manifest(
      String name, List<Item> files, String source, @Nullable String licence, Instant added) {
    this(name, files, source, licence, added, null);
  }

  /**
   * @throws IllegalArgumentException without files, or with two of one name
   */
  public Manifest {
    files = List.copyOf(files);
    Set<String> names = new HashSet<>();
    boolean elsewhere = variant != null && variant.path() != null;
    if ((files.isEmpty() && !elsewhere)
        || !files.stream().allMatch(item -> names.add(item.file()))) {
      throw new IllegalArgumentException("a model has files, each with its own name");
    }
  }

  /** The files, and those of a variant's adapters. */
  public List<Item> all() {
    List<Item> all = new ArrayList<>(files);
    if (variant != null) {
      variant.adapters().forEach(adapter -> all.addAll(adapter.files()));
    }
    return all;
  }

  /** The length of all files together, in bytes. */
  public long bytes() {
    return all().stream().mapToLong(Item::bytes).reduce(0, Math::addExact);
  }
}
