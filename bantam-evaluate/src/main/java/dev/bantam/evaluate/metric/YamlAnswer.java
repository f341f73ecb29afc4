package dev.bantam.evaluate.metric;

import java.util.Map;
import java.util.Optional;
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

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setAllowDuplicateKeys(false).setAllowNonScalarKeys(false).build();

  private YamlAnswer() {}

  /**
   * What a text says: a map or a list. Empty if it is not well-formed, has two documents, a key
   * twice, a tag of an application or too much nesting, and if it is a scalar only, as any sentence
   * is.
   */
  static Optional<Object> read(String text) {
    try {
      return isTooDeep(text)
          ? Optional.empty()
          : Optional.ofNullable(new Load(SETTINGS).loadFromString(text))
              .filter(value -> value instanceof Iterable || value instanceof Map);
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
}
