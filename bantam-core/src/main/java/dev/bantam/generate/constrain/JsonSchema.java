package dev.bantam.generate.constrain;

import dev.bantam.format.Json;
import dev.bantam.format.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON schema (drafts 7 and 2020-12) as rules: each part of it that describes objects, arrays or
 * alternatives becomes one, and so does each that is referred to. Keywords that the specification
 * does not define, and those that only describe, are no constraint.
 */
final class JsonSchema {
  /** Most parts that are looked at, those counted again that merging looks at again. */
  private static final int MAX_PARTS = 1 << 16;

  private static final Set<String> UNSUPPORTED =
      Set.of(
          "not",
          "if",
          "then",
          "else",
          "dependentSchemas",
          "dependentRequired",
          "dependencies",
          "patternProperties",
          "propertyNames",
          "contains",
          "minContains",
          "maxContains",
          "unevaluatedItems",
          "$dynamicRef",
          "$recursiveRef",
          "uniqueItems",
          "multipleOf");

  private static final Set<String> OBJECT =
      Set.of(
          "properties",
          "required",
          "additionalProperties",
          "unevaluatedProperties",
          "minProperties",
          "maxProperties");
  private static final Set<String> ARRAY =
      Set.of("items", "prefixItems", "additionalItems", "minItems", "maxItems");
  private static final Set<String> STRING = Set.of("minLength", "maxLength", "pattern", "format");
  private static final Set<String> NUMBER =
      Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
  private static final Set<String> GENERAL =
      Set.of("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "nullable");

  private final Map<String, ?> document;
  private final Map<String, Rule> references = new HashMap<>();
  private int parts;

  JsonSchema(Map<String, ?> document) {
    this.document = document;
  }

  /**
   * The rule for the whole schema.
   *
   * @throws SchemaException if it is wrong or not supported
   */
  Rule root() {
    SchemaFields.checkSize(document);
    return referred("#", "#", 0);
  }

  /** What a part of the schema allows. */
  Expression value(@Nullable Object schema, String path, int depth) {
    if (depth > Limits.GRAMMAR_DEPTH) {
      throw SchemaException.of(path, "nested deeper than " + Limits.GRAMMAR_DEPTH);
    }
    if (++parts > MAX_PARTS) {
      throw SchemaException.of(path, "the schema is too large: more than " + MAX_PARTS + " parts");
    }
    if (schema instanceof Boolean any) {
      if (any) {
        return JsonRules.VALUE;
      }
      throw SchemaException.nothing(path, "it is false");
    }
    return value(new SchemaFields(schema, path), depth);
  }

  private Expression value(SchemaFields schema, int depth) {
    refuseUnsupported(schema);
    if (schema.has("$ref") && isOnly(schema, "$ref")) {
      return referred(schema.text("$ref"), schema.path(), depth).reference();
    }
    if (schema.has("$ref") || schema.has("allOf")) {
      return allOf(schema, depth);
    }
    for (String key : List.of("anyOf", "oneOf")) {
      if (schema.has(key)) {
        return rule(schema, anyOf(schema, key, depth));
      }
    }
    if (schema.truth("nullable", false)) {
      Expression value = value(schema.without("nullable"), depth);
      return Expression.choice(value, JsonRules.NULL);
    }
    if (schema.has("const") || schema.has("enum")) {
      return constants(schema);
    }
    return rule(schema, byType(schema, depth));
  }

  private static Expression rule(SchemaFields schema, Expression body) {
    return new Rule(schema.path(), body).reference();
  }

  private static void refuseUnsupported(SchemaFields schema) {
    for (String key : schema.keys()) {
      boolean trivial =
          key.equals("uniqueItems") && Boolean.FALSE.equals(schema.find(key))
              || key.equals("patternProperties") && Map.of().equals(schema.find(key))
              || key.equals("multipleOf")
                  && schema.find(key) instanceof Number n
                  && n.doubleValue() == 1
                  && "integer".equals(schema.find("type"));
      if (UNSUPPORTED.contains(key) && !trivial) {
        throw SchemaException.of(schema.path(), "'" + key + "' is not supported");
      }
    }
  }

  /** Whether a keyword is the only one that constrains. */
  private static boolean isOnly(SchemaFields schema, String keyword) {
    return schema.keys().stream().allMatch(key -> key.equals(keyword) || !constrains(key));
  }

  private static boolean constrains(String key) {
    return GENERAL.contains(key)
        || OBJECT.contains(key)
        || ARRAY.contains(key)
        || STRING.contains(key)
        || NUMBER.contains(key);
  }

  private Rule referred(String pointer, String path, int depth) {
    Rule known = references.get(pointer);
    if (known == null) {
      known = new Rule(pointer);
      references.put(pointer, known);
      known.define(value(resolve(pointer, path), pointer, depth + 1));
    }
    return known;
  }

  private @Nullable Object resolve(String pointer, String path) {
    return SchemaFields.resolve(document, pointer, path);
  }

  /** All parts as one; {@code $ref} beside other keywords is one more part. */
  private Expression allOf(SchemaFields schema, int depth) {
    List<?> all = schema.has("allOf") ? schema.list("allOf") : List.of();
    if (all.size() == 1 && isOnly(schema, "allOf")) {
      return value(all.getFirst(), schema.path() + "/allOf/0", depth + 1);
    }
    return value(new SchemaFields(flat(schema, depth), schema.path()), depth);
  }

  /** A schema without {@code allOf}, and without {@code $ref} on its own level. */
  private Map<String, Object> flat(SchemaFields schema, int depth) {
    if (depth > Limits.GRAMMAR_DEPTH || ++parts > MAX_PARTS) {
      throw SchemaException.of(schema.path(), "'allOf' is nested too deep, or leads to itself");
    }
    Map<String, Object> merged = schema.without("allOf").without("$ref").map();
    List<Object> more = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    if (schema.has("$ref")) {
      more.add(resolve(schema.text("$ref"), schema.path()));
      paths.add(schema.text("$ref"));
    }
    if (schema.has("allOf")) {
      for (Object part : schema.list("allOf")) {
        paths.add(schema.path() + "/allOf/" + (more.size() - (schema.has("$ref") ? 1 : 0)));
        more.add(part);
      }
    }
    for (int i = 0; i < more.size(); i++) {
      if (Boolean.TRUE.equals(more.get(i))) {
        continue;
      }
      SchemaFields part = new SchemaFields(more.get(i), paths.get(i));
      refuseUnsupported(part);
      merged = SchemaMerge.of(merged, flat(part, depth + 1), schema.path());
    }
    return merged;
  }

  /** What stands beside the alternatives holds for each of them. */
  private Expression anyOf(SchemaFields schema, String key, int depth) {
    Map<String, Object> beside = schema.without(key).map();
    boolean alone = beside.keySet().stream().noneMatch(JsonSchema::constrains);
    List<Expression> alternatives = new ArrayList<>();
    SchemaException impossible = SchemaException.of(schema.path(), "'" + key + "' is empty");
    List<?> all = schema.list(key);
    for (int i = 0; i < all.size(); i++) {
      String path = schema.path() + "/" + key + "/" + i;
      try {
        Object alternative = all.get(i);
        if (!alone && alternative instanceof Map<?, ?>) {
          SchemaFields part = new SchemaFields(alternative, path);
          refuseUnsupported(part);
          alternative = SchemaMerge.of(beside, flat(part, depth + 1), path);
        } else if (!alone && Boolean.TRUE.equals(alternative)) {
          alternative = beside;
        }
        alternatives.add(value(alternative, path, depth + 1));
      } catch (SchemaException e) {
        if (!e.allowsNothing()) {
          throw e;
        }
        impossible = e; // the others may do
      }
    }
    if (alternatives.isEmpty()) {
      throw impossible;
    }
    return new Expression.Choice(alternatives);
  }

  private static Expression constants(SchemaFields schema) {
    List<?> values =
        schema.has("const") ? Collections.singletonList(schema.find("const")) : schema.list("enum");
    Set<String> types = new LinkedHashSet<>(types(schema));
    List<Expression> texts = new ArrayList<>();
    for (Object value : values) {
      boolean both =
          !schema.has("const") || !schema.has("enum") || schema.list("enum").contains(value);
      if (both && (types.isEmpty() || types.stream().anyMatch(type -> isOf(type, value)))) {
        texts.add(Expression.text(Json.write(value)));
      }
    }
    for (String key : schema.keys()) {
      if (constrains(key) && !Set.of("const", "enum", "type").contains(key)) {
        throw SchemaException.of(schema.path(), "'" + key + "' beside constants is not supported");
      }
    }
    if (texts.isEmpty()) {
      throw SchemaException.nothing(schema.path(), "no constant is of its type");
    }
    return texts.size() == 1 ? texts.getFirst() : new Expression.Choice(texts);
  }

  private static boolean isOf(String type, @Nullable Object value) {
    return switch (type) {
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "null" -> value == null;
      case "object" -> value instanceof Map<?, ?>;
      case "array" -> value instanceof List<?>;
      case "integer" -> value instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue());
      default -> value instanceof Number;
    };
  }

  /** The types that a schema names; empty if it names none. */
  private static List<String> types(SchemaFields schema) {
    Object type = schema.find("type");
    if (type == null) {
      return List.of();
    }
    List<String> types = new ArrayList<>();
    for (Object one : type instanceof List<?> list ? list : List.of(type)) {
      if (!(one instanceof String name) || !SchemaMerge.TYPES.contains(name)) {
        throw SchemaException.of(schema.path(), "'type' must name types of JSON, not " + one);
      }
      types.add(name);
    }
    if (types.isEmpty()) {
      throw SchemaException.nothing(schema.path(), "'type' is empty");
    }
    return types;
  }

  private Expression byType(SchemaFields schema, int depth) {
    List<String> types = types(schema);
    if (types.isEmpty()) {
      types = impliedTypes(schema);
    }
    List<Expression> all = new ArrayList<>();
    for (String type : types) {
      all.add(
          switch (type) {
            case "object" -> new SchemaObjects(this).object(schema, depth);
            case "array" -> new SchemaObjects(this).array(schema, depth);
            case "string" -> SchemaStrings.string(schema);
            case "integer" -> SchemaNumbers.integer(schema);
            case "number" -> SchemaNumbers.number(schema);
            case "boolean" -> JsonRules.BOOLEAN;
            case "null" -> JsonRules.NULL;
            default -> JsonRules.VALUE;
          });
    }
    return all.size() == 1 ? all.getFirst() : new Expression.Choice(all);
  }

  /** Keywords for objects mean an object, and so on; none mean anything. */
  private static List<String> impliedTypes(SchemaFields schema) {
    Map<String, Set<String>> keywords = new LinkedHashMap<>();
    keywords.put("object", OBJECT);
    keywords.put("array", ARRAY);
    keywords.put("string", STRING);
    keywords.put("number", NUMBER);
    List<String> types =
        keywords.entrySet().stream()
            .filter(type -> schema.keys().stream().anyMatch(type.getValue()::contains))
            .map(Map.Entry::getKey)
            .toList();
    return types.isEmpty() ? List.of("any") : types;
  }
}
