package dev.bantam.retrieve;

import dev.bantam.format.MalformedFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an index is made, which it remembers: all that is added later is made alike.
 *
 * @param encoder what users call the model that its vectors come from; empty for an index of words
 *     alone
 * @param digest of the encoder; empty without one
 * @param language of its documents
 * @param size most that a passage holds: tokens of the encoder, or words without one
 */
public record IndexSettings(String encoder, String digest, Language language, int size) {
  private static final String FORMAT = "1";

  /** Tokens of a passage, measured in decision 016. */
  public static final int TOKENS = 200;

  public IndexSettings {
    if (size < 16 || size > 4096) {
      throw new IllegalArgumentException("a passage holds from 16 to 4096 tokens, not " + size);
    }
  }

  /** English documents; with an encoder or without. */
  public static IndexSettings of(@Nullable Encoder encoder) {
    return new IndexSettings(
        encoder == null ? "" : encoder.name(),
        encoder == null ? "" : encoder.digest(),
        Language.EN,
        TOKENS);
  }

  public IndexSettings withLanguage(Language value) {
    return new IndexSettings(encoder, digest, value, size);
  }

  public IndexSettings withSize(int value) {
    return new IndexSettings(encoder, digest, language, value);
  }

  /** Whether there are vectors. */
  public boolean hasVectors() {
    return !encoder.isEmpty();
  }

  /**
   * Checks that an encoder is the one that the vectors came from.
   *
   * @throws IllegalArgumentException if it is not
   */
  void check(Path index, @Nullable Encoder used) {
    String other = used == null ? "" : used.digest();
    if (!other.equals(digest)) {
      throw new IllegalArgumentException(
          "%s was made with %s, and now %s is to be used: vectors of two models cannot be compared."
                  .formatted(index, told(encoder, digest), told(used))
              + " Use that one, or make another index.");
    }
  }

  private static String told(@Nullable Encoder encoder) {
    return encoder == null ? told("", "") : told(encoder.name(), encoder.digest());
  }

  private static String told(String name, String digest) {
    return name.isEmpty()
        ? "no encoder"
        : "the encoder %s (%s)".formatted(name, digest.substring(0, Math.min(19, digest.length())));
  }

  Map<String, String> data() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("bantam.index", FORMAT);
    data.put("encoder", encoder);
    data.put("encoder.digest", digest);
    data.put("language", language.toString());
    data.put("passage.size", Integer.toString(size));
    return data;
  }

  static IndexSettings of(Path index, Map<String, String> data) throws MalformedFileException {
    if (!FORMAT.equals(data.get("bantam.index"))) {
      throw new MalformedFileException(
          index, -1, "is no index of this program, or one of another version: make it anew");
    }
    try {
      return new IndexSettings(
          data.getOrDefault("encoder", ""),
          data.getOrDefault("encoder.digest", ""),
          Language.valueOf(data.getOrDefault("language", "").toUpperCase(Locale.ROOT)),
          Integer.parseInt(data.getOrDefault("passage.size", "")));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(index, -1, "has settings that are none: " + data);
    }
  }
}
