package dev.bantam.hub;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model that is on this machine, ready to be opened.
 *
 * @param name as the user would write it
 * @param path a file, or a folder in the Hugging Face layout; of a split GGUF the first file
 * @param source what was taken and from where
 * @param licence as the source names it; null if unknown
 * @param fetched whether it was downloaded just now
 */
public record LocalModel(
    String name, Path path, String source, @Nullable String licence, boolean fetched) {}
