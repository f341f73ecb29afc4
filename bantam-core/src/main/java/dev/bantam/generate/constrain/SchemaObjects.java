package dev.bantam.generate.constrain;

import static dev.bantam.generate.constrain.Expression.UNBOUNDED;
import static dev.bantam.generate.constrain.Expression.choice;
import static dev.bantam.generate.constrain.Expression.sequence;
import static dev.bantam.generate.constrain.Expression.text;

import dev.bantam.format.Json;
import dev.bantam.format.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects and arrays of JSON schemas. Properties come in the order of the schema. Where a schema
 * names properties, others come only if it says so itself ({@code additionalProperties}): models
 * invent fewer then.
 */
final class SchemaObjects {
  /** Longest name, in characters, of a property beside which others may come. */
  private static final int MAX_NAME = 128;

  private final JsonSchema schemas;

  /**
   * @param schemas for the values
   */
  SchemaObjects(JsonSchema schemas) {
    this.schemas = schemas;
  }

  Expression object(SchemaFields schema, int depth) {
    Map<String, Object> properties = schema.schemas("properties");
    Set<String> required = required(schema);
    Object others = others(schema);
    boolean closed = Boolean.FALSE.equals(others);
    for (String name : required) {
      if (closed && !properties.containsKey(name)) {
        throw SchemaException.nothing(schema.path(), "it demands and forbids '" + name + "'");
      }
      properties.putIfAbsent(name, others == null ? true : others);
    }
    properties
        .entrySet()
        .removeIf(
            property ->
                Boolean.FALSE.equals(property.getValue()) && !required.contains(property.getKey()));
    boolean more = others == null ? properties.isEmpty() : !closed;
    checkCounts(schema, properties.size(), required.size(), more);
    if (properties.isEmpty() && more && (others == null || Boolean.TRUE.equals(others))) {
      return JsonRules.object().reference();
    }
    Expression other = null;
    if (more) {
      String path = schema.path() + "/additionalProperties";
      Object value = others == null ? true : others;
      other =
          new Rule(
                  path,
                  JsonRules.member(
                      otherName(properties.keySet(), schema.path()),
                      schemas.value(value, path, depth + 1)))
              .reference();
    }
    return JsonRules.object(members(schema.path(), properties, required, other, depth));
  }

  private static Set<String> required(SchemaFields schema) {
    Set<String> required = new LinkedHashSet<>();
    for (Object name : schema.has("required") ? schema.list("required") : List.of()) {
      if (!(name instanceof String text)) {
        throw SchemaException.of(schema.path(), "'required' must be a list of names");
      }
      required.add(text);
    }
    return required;
  }

  /** The schema of properties without a name; null if nothing is said. */
  private static @Nullable Object others(SchemaFields schema) {
    Object additional = schema.find("additionalProperties");
    return additional != null ? additional : schema.find("unevaluatedProperties");
  }

  /** Numbers of properties are not counted, but some bounds always hold. */
  private static void checkCounts(SchemaFields schema, int named, int required, boolean more) {
    int min = schema.count("minProperties", 0);
    int max = schema.count("maxProperties", UNBOUNDED);
    if (min > required || max < named || more && max != UNBOUNDED) {
      throw SchemaException.of(
          schema.path(),
          "'minProperties' and 'maxProperties' are supported only where they hold anyway");
    }
  }

  /**
   * The members of an object, built from the last to the first. Which comma a member needs depends
   * on whether one stands before it.
   *
   * @param other a member of another name, or null
   */
  private Expression members(
      String path,
      Map<String, Object> properties,
      Set<String> required,
      @Nullable Expression other,
      int depth) {
    Expression first = other == null ? Expression.empty() : JsonRules.list(other, 0, UNBOUNDED);
    Expression later =
        other == null ? Expression.empty() : sequence(JsonRules.comma(), other).times(0, UNBOUNDED);
    for (Map.Entry<String, Object> property : List.copyOf(properties.entrySet()).reversed()) {
      String at = path + "/properties/" + property.getKey();
      Expression value = schemas.value(property.getValue(), at, depth + 1);
      Expression member =
          new Rule(at, JsonRules.member(text(Json.write(property.getKey())), value)).reference();
      Expression rest = new Rule(at, later).reference();
      Expression next = sequence(JsonRules.comma(), member);
      boolean must = required.contains(property.getKey());
      later = sequence(must ? next : next.optional(), rest);
      Expression begun = sequence(member, rest);
      first = must ? begun : choice(begun, new Rule(at, first).reference());
    }
    return first;
  }

  /** A name that is none of those given, written without escapes. */
  private static Expression otherName(Set<String> names, String path) {
    List<int[]> all = new ArrayList<>();
    for (String name : names) {
      int[] characters = name.codePoints().toArray();
      if (characters.length > MAX_NAME) {
        throw SchemaException.of(
            path, "beside 'additionalProperties', names have at most " + MAX_NAME + " characters");
      }
      all.add(characters);
    }
    return sequence(text("\""), otherThan(all, 0));
  }

  /**
   * What can follow the first {@code at} characters of names, so that the whole is none of them.
   */
  private static Expression otherThan(List<int[]> names, int at) {
    Map<Integer, List<int[]>> byNext = new LinkedHashMap<>();
    boolean isName = false;
    for (int[] name : names) {
      if (name.length == at) {
        isName = true;
      } else {
        byNext.computeIfAbsent(name[at], c -> new ArrayList<>()).add(name);
      }
    }
    List<Expression> ways = new ArrayList<>();
    CodePoints.Builder next = new CodePoints.Builder();
    byNext.forEach(
        (c, longer) -> {
          next.add(c, c);
          if (JsonRules.PLAIN.contains(c)) { // else it needs an escape, which no other name has
            ways.add(sequence(text(Character.toString(c)), otherThan(longer, at + 1)));
          }
        });
    Expression plain = new Expression.OneOf(JsonRules.PLAIN);
    Expression different = new Expression.OneOf(JsonRules.PLAIN.without(next.build()));
    ways.add(sequence(different, plain.times(0, UNBOUNDED), text("\"")));
    if (!isName) {
      ways.add(text("\""));
    }
    return new Expression.Choice(ways);
  }

  Expression array(SchemaFields schema, int depth) {
    Object items = schema.find("items");
    String rest = "items";
    List<?> first = List.of();
    if (items instanceof List<?> list) { // as drafts before 2020-12 write it
      first = list;
      rest = "additionalItems";
      items = schema.find(rest);
    } else if (schema.has("prefixItems")) {
      first = schema.list("prefixItems");
    }
    int min = schema.count("minItems", 0);
    int max = schema.count("maxItems", UNBOUNDED);
    boolean closed = Boolean.FALSE.equals(items);
    if (min > max || closed && min > first.size()) {
      throw SchemaException.nothing(schema.path(), "'minItems' is more than there can be");
    }
    if (items == null && !first.isEmpty()) {
      max =
          Math.min(max, Math.max(min, first.size())); // as with properties: none that nobody named
    }
    List<Expression> parts = new ArrayList<>();
    String key = schema.has("prefixItems") ? "/prefixItems/" : "/items/";
    for (int i = 0; i < Math.min(first.size(), max); i++) {
      Expression item = schemas.value(first.get(i), schema.path() + key + i, depth + 1);
      parts.add(i == 0 ? item : sequence(JsonRules.comma(), item));
    }
    int more = max == UNBOUNDED ? UNBOUNDED : Math.max(0, max - first.size());
    if (more > 0 && !closed) {
      String path = schema.path() + "/" + rest;
      Expression item =
          new Rule(path, schemas.value(items == null ? true : items, path, depth + 1)).reference();
      int least = repetition(schema, "minItems", Math.max(0, min - first.size()));
      int most = more == UNBOUNDED ? more : Math.min(more, Limits.GRAMMAR_REPETITION);
      parts.add(
          first.isEmpty()
              ? JsonRules.list(item, least, most)
              : sequence(JsonRules.comma(), item).times(least, most));
    }
    return JsonRules.array(new Expression.Sequence(parts));
  }

  /** A least number that can be counted. */
  static int repetition(SchemaFields schema, String key, int least) {
    if (least > Limits.GRAMMAR_REPETITION) {
      throw SchemaException.of(
          schema.path(), "'" + key + "' is counted up to " + Limits.GRAMMAR_REPETITION);
    }
    return least;
  }
}
