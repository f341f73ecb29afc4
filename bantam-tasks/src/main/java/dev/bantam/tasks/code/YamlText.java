package dev.bantam.tasks.code;

import dev.bantam.format.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML read and written. */
final class YamlText {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setAllowDuplicateKeys(false)
          .setAllowNonScalarKeys(false)
          .setMaxAliasesForCollections(10)
          .setCodePointLimit(1 << 20)
          .build();

  private YamlText() {}

  /** What a text says: maps, lists, texts, numbers, truth values; empty if it is no YAML. */
  static Optional<Object> read(String yaml) {
    try {
      return Optional.ofNullable(new Load(SETTINGS).loadFromString(yaml));
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  /** Why a text is no YAML; empty if it is. */
  static Optional<String> problem(String yaml) {
    try {
      var _ = new Load(SETTINGS).loadFromString(yaml);
      return Optional.empty();
    } catch (YamlEngineException e) {
      return Optional.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** A text as a scalar: plain where it is read as the same text, else in quotation marks. */
  static String scalar(String text) {
    boolean plain =
        !text.isEmpty()
            && text.equals(text.strip())
            && !isOldTruth(text)
            && read("- " + text).filter(List.of(text)::equals).isPresent()
            && read("key: " + text).filter(Map.of("key", text)::equals).isPresent();
    return plain ? text : Json.write(text);
  }

  /** Ansible reads YAML 1.1, where more words are truth values. */
  private static boolean isOldTruth(String text) {
    return List.of("yes", "no", "on", "off", "y", "n").contains(text.toLowerCase(Locale.ROOT));
  }

  /** A map with texts as keys. */
  static Map<String, @Nullable Object> keyed(Map<?, ?> map) {
    Map<String, @Nullable Object> keyed = new LinkedHashMap<>();
    map.forEach((key, value) -> keyed.put(String.valueOf(key), value));
    return keyed;
  }

  /** A list of one where it is none. */
  static List<@Nullable Object> list(@Nullable Object value) {
    List<@Nullable Object> list = new ArrayList<>();
    if (value instanceof List<?> many) {
      list.addAll(many);
    } else {
      list.add(value);
    }
    return list;
  }
}
