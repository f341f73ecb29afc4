package dev.bantam.tasks.extract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.constrain.Grammar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What records look like: a JSON schema (drafts 7 and 2020-12) of objects.
 *
 * <p>Where it sets no bounds, texts have at most {@value #CHARS} characters and lists {@value
 * #ITEMS} elements, and objects no properties that it does not name, so that a model that repeats
 * itself comes to an end.
 */
public final class RecordSchema {
  /** Characters of a text without {@code maxLength}. */
  static final int CHARS = 300;

  /** Elements of a list without {@code maxItems}. */
  static final int ITEMS = 32;

  private static final JsonMapper JSON = new JsonMapper();

  private final String text;
  private final Map<String, Object> source;
  private final Grammar grammar;
  private final Schema validator;

  private RecordSchema(Map<String, Object> source) {
    if (source.containsKey("type") && !allows(source, "object")) {
      throw new IllegalArgumentException("the JSON schema is not of objects, as records are");
    }
    this.source = source;
    this.text = Json.write(source);
    this.grammar = Grammar.jsonSchema(bounded(source));
    try {
      this.validator =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(JSON.readTree(text));
    } catch (SchemaException e) {
      throw new IllegalArgumentException("the JSON schema is refused: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a schema.
   *
   * @throws MalformedFileException if it is none, or of what is not supported
   */
  public static RecordSchema read(Path file) throws IOException {
    try {
      return of(file.toString(), Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(file, -1, String.valueOf(e.getMessage()));
    }
  }

  /**
   * A schema that is given as text.
   *
   * @param name for messages
   * @throws MalformedFileException if it is no JSON object
   * @throws IllegalArgumentException naming the part that is wrong or not supported
   */
  public static RecordSchema of(String name, String json) throws MalformedFileException {
    return of(Json.parseObject(name, json));
  }

  /**
   * A schema that is given as plain data.
   *
   * @throws IllegalArgumentException naming the part that is wrong or not supported
   */
  public static RecordSchema of(Map<String, Object> schema) {
    return new RecordSchema(schema);
  }

  /** The schema as one line of JSON. */
  public String json() {
    return text;
  }

  /** What decoding is held to. */
  Grammar grammar() {
    return grammar;
  }

  /** The names of records' fields; {@code record} alone if the schema does not list them. */
  List<String> columns() {
    return source.get("properties") instanceof Map<?, ?> properties && !properties.isEmpty()
        ? properties.keySet().stream().map(String::valueOf).toList()
        : List.of("record");
  }

  /** The texts that the schema itself spells: a record has them whatever the source says. */
  Set<String> fixedTexts() {
    Set<String> fixed = new HashSet<>();
    collectFixed(source, fixed);
    return fixed;
  }

  private static void collectFixed(@Nullable Object part, Set<String> fixed) {
    switch (part) {
      case Map<?, ?> map ->
          map.forEach(
              (key, value) -> {
                if (key.equals("enum") && value instanceof List<?> list) {
                  list.forEach(element -> fixed.add(String.valueOf(element)));
                } else if (key.equals("const")) {
                  fixed.add(String.valueOf(value));
                }
                collectFixed(value, fixed);
              });
      case List<?> list -> list.forEach(element -> collectFixed(element, fixed));
      case null, default -> {}
    }
  }

  /**
   * The record that an answer is.
   *
   * @throws IllegalArgumentException if it is none, or the schema does not allow it
   */
  Map<String, @Nullable Object> parse(String answer) {
    try {
      if (!validator.validate(JSON.readTree(answer)).isEmpty()) {
        throw new IllegalArgumentException("the schema does not allow " + answer);
      }
      return Json.parseObject("the record", answer);
    } catch (MalformedFileException | JacksonException e) {
      throw new IllegalArgumentException("no whole record was written: " + e.getMessage(), e);
    }
  }

  /** The schema with bounds where it has none. */
  private static Map<String, Object> bounded(Map<?, ?> part) {
    Map<String, Object> bounded = new LinkedHashMap<>();
    part.forEach(
        (key, value) -> bounded.put(String.valueOf(key), inner(String.valueOf(key), value)));
    boolean free = !part.containsKey("pattern") && !part.containsKey("format");
    if (allows(part, "string") && free && !fixes(part)) {
      bounded.putIfAbsent("maxLength", Math.max((long) CHARS, number(part, "minLength")));
    }
    if (allows(part, "array") && !fixes(part)) {
      bounded.putIfAbsent("maxItems", Math.max((long) ITEMS, number(part, "minItems")));
    }
    if (part.containsKey("properties")) {
      bounded.putIfAbsent("additionalProperties", false);
    }
    return bounded;
  }

  private static boolean allows(Map<?, ?> part, String type) {
    return type.equals(part.get("type"))
        || part.get("type") instanceof List<?> types && types.contains(type);
  }

  private static boolean fixes(Map<?, ?> part) {
    return part.containsKey("enum") || part.containsKey("const");
  }

  private static long number(Map<?, ?> part, String key) {
    return part.get(key) instanceof Number number ? number.longValue() : 0;
  }

  /** What stands under a key: schemas are changed, values are not. */
  private static @Nullable Object inner(String key, @Nullable Object value) {
    return switch (key) {
      case "properties", "$defs", "definitions" ->
          value instanceof Map<?, ?> map ? named(map) : value;
      case "items", "additionalProperties", "additionalItems" ->
          value instanceof Map<?, ?> map ? bounded(map) : value;
      case "prefixItems", "anyOf", "oneOf", "allOf" ->
          value instanceof List<?> list ? listed(list) : value;
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> named(Map<?, ?> schemas) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    schemas.forEach(
        (name, schema) ->
            named.put(
                String.valueOf(name), schema instanceof Map<?, ?> map ? bounded(map) : schema));
    return named;
  }

  private static List<@Nullable Object> listed(List<?> schemas) {
    List<@Nullable Object> listed = new ArrayList<>();
    schemas.forEach(schema -> listed.add(schema instanceof Map<?, ?> map ? bounded(map) : schema));
    return listed;
  }
}
