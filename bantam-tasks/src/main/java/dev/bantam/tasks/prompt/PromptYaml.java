package dev.bantam.tasks.prompt;

import dev.bantam.data.Suggestion;
import dev.bantam.format.MalformedFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The keys of a file that people write, such as a prompt file; which of them were asked for is
 * remembered, to find misspelt ones.
 */
public final class PromptYaml {
  private static final String FAMILIES = "families";
  private static final String MATCH = "match";

  private final String file;
  private final Map<String, Object> keys;
  private final Set<String> known = new LinkedHashSet<>();

  private PromptYaml(String file, Map<String, Object> keys) {
    this.file = file;
    this.keys = keys;
  }

  /**
   * Reads the keys.
   *
   * @param file a name for messages
   * @throws MalformedFileException if the text is no YAML, or no mapping
   */
  public static PromptYaml parse(String file, String text) throws MalformedFileException {
    Object root;
    try {
      root = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text);
    } catch (YamlEngineException e) {
      throw new MalformedFileException(file, -1, "is no YAML: " + e.getMessage());
    }
    return new PromptYaml(file, map(file, "the file", root));
  }

  private static Map<String, Object> map(String file, String what, @Nullable Object value)
      throws MalformedFileException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new MalformedFileException(file, -1, what + " should be a mapping of keys to values");
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    map.forEach((key, entry) -> keys.put(String.valueOf(key), entry));
    return keys;
  }

  /** The name for messages. */
  public String file() {
    return file;
  }

  /** The keys with those of the first family on top whose words {@code family} contains. */
  PromptYaml forFamily(String family) throws MalformedFileException {
    for (Map<String, Object> candidate : families()) {
      if (new PromptYaml(file, candidate).texts(MATCH).stream().anyMatch(family::contains)) {
        Map<String, Object> merged = new LinkedHashMap<>(keys);
        merged.putAll(candidate);
        merged.remove(MATCH);
        merged.remove(FAMILIES);
        return new PromptYaml(file, merged);
      }
    }
    return new PromptYaml(file, keys);
  }

  List<Map<String, Object>> families() throws MalformedFileException {
    known.add(FAMILIES);
    List<Map<String, Object>> families = new ArrayList<>();
    if (keys.get(FAMILIES) instanceof List<?> list) {
      for (Object family : list) {
        families.add(map(file, "each of families", family));
      }
    } else if (keys.get(FAMILIES) != null) {
      throw wrong(FAMILIES, "a list");
    }
    return families;
  }

  /** A text that must be there. */
  public String text(String key) throws MalformedFileException {
    String text = text(key, "");
    if (text.isEmpty()) {
      throw new MalformedFileException(file, -1, "has no key '" + key + "'");
    }
    return text;
  }

  /** A text, or else {@code fallback}. */
  public String text(String key, String fallback) throws MalformedFileException {
    known.add(key);
    return switch (keys.get(key)) {
      case null -> fallback;
      case String text -> text;
      case Number number -> number.toString();
      default -> throw wrong(key, "a text");
    };
  }

  /** A number from {@code min} to {@code max}, or else {@code fallback}. */
  public double number(String key, double min, double max, double fallback)
      throws MalformedFileException {
    known.add(key);
    Object value = keys.get(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Number number
        && number.doubleValue() >= min
        && number.doubleValue() <= max) {
      return number.doubleValue();
    }
    throw wrong(key, "a number from %s to %s".formatted(min, max));
  }

  /** A list of texts, or a text alone; empty if the key is absent. */
  public List<String> texts(String key) throws MalformedFileException {
    known.add(key);
    List<String> texts = new ArrayList<>();
    Object value = keys.get(key);
    for (Object text : value instanceof List<?> list ? list : listOf(value)) {
      if (!(text instanceof String string)) {
        throw wrong(key, "a list of texts");
      }
      texts.add(string);
    }
    return texts;
  }

  private static List<?> listOf(@Nullable Object value) {
    return value == null ? List.of() : List.of(value);
  }

  /** The mappings in the list under a key; none if it is absent. */
  public List<PromptYaml> maps(String key) throws MalformedFileException {
    known.add(key);
    List<PromptYaml> maps = new ArrayList<>();
    Object value = keys.get(key);
    if (value != null && !(value instanceof List<?>)) {
      throw wrong(key, "a list");
    }
    for (Object one : value instanceof List<?> list ? list : List.of()) {
      maps.add(new PromptYaml(file, map(file, "each of " + key, one)));
    }
    return maps;
  }

  /** The mapping under a key; an empty one if it is absent. */
  public PromptYaml map(String key) throws MalformedFileException {
    known.add(key);
    Object value = keys.get(key);
    return new PromptYaml(file, value == null ? Map.of() : map(file, key, value));
  }

  /** The keys that are there. */
  public Set<String> keys() {
    return keys.keySet();
  }

  /** Whether a key is there. */
  public boolean has(String key) {
    known.add(key);
    return keys.get(key) != null;
  }

  /**
   * Called when all keys that there may be were asked for.
   *
   * @throws MalformedFileException if there is another
   */
  public void checkKeys() throws MalformedFileException {
    for (String key : keys.keySet()) {
      if (!known.contains(key)) {
        throw new MalformedFileException(
            file,
            -1,
            "has an unknown key '%s'%s".formatted(key, Suggestion.didYouMean(key, known)));
      }
    }
  }

  /** Says what a key should be. */
  public MalformedFileException wrong(String key, String what) {
    return new MalformedFileException(file, -1, "key '%s' should be %s".formatted(key, what));
  }
}
