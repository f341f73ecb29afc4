package dev.bantam.evaluate.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** An answer read as YAML 1.2, of which JSON is a part. */
final class YamlAnswer {
  /** Collections within one another that are read; far above what anyone writes. */
  private static final int DEPTH = 100;

  /** Few aliases, as each may double what is said. */
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setAllowDuplicateKeys(false)
          .setAllowNonScalarKeys(false)
          .setMaxAliasesForCollections(10)
          .build();

  private YamlAnswer() {}

  /**
   * What a text says: a map or a list, with texts as keys. Empty if it is not well-formed, has two
   * documents, a key twice, a tag of an application, too much nesting or too many aliases, and if
   * it is a scalar only, as any sentence is.
   */
  static Optional<Object> read(String text) {
    try {
      return isTooDeep(text)
          ? Optional.empty()
          : Optional.ofNullable(plain(new Load(SETTINGS).loadFromString(text), 0))
              .filter(value -> value instanceof List || value instanceof Map);
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  /** Reading recurses, but parsing does not. */
  private static boolean isTooDeep(String text) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
      if (depth > DEPTH) {
        return true;
      }
    }
    return false;
  }

  /** The value as JSON could say it: an alias may stand for a list within itself. */
  private static @Nullable Object plain(@Nullable Object value, int depth) {
    if (depth > DEPTH) {
      throw new YamlEngineException("nested too deep");
    }
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, inner) -> copy.put(String.valueOf(key), plain(inner, depth + 1)));
        yield copy;
      }
      case Iterable<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(inner -> copy.add(plain(inner, depth + 1)));
        yield copy;
      }
      case null, default -> value;
    };
  }
}
