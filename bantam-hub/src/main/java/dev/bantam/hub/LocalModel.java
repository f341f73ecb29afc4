package dev.bantam.hub;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that is on this machine, ready to be opened.
 *
 * @param name as the user would write it
 * @param path a file, or a folder in the Hugging Face layout; of a split GGUF the first file
 * @param source what was taken and from where
 * @param licence as the source names it; null if unknown
 * @param fetched whether it was downloaded just now
 * @param variant what it adds to the base at {@code path}, or null
 * @param adapters where the variant's adapters lie, in their order
 */
public record LocalModel(
    String name,
    Path path,
    String source,
    @Nullable String licence,
    boolean fetched,
    @Nullable Variant variant,
    List<Path> adapters) {
  public LocalModel {
    adapters = List.copyOf(adapters);
  }

  /** A model that is no variant. */
  public LocalModel(
      String name, Path path, String source, @Nullable String licence, boolean fetched) {
    this(name, path, source, licence, fetched, null, List.of());
  }
}
