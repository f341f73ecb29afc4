package dev.bantam.generate.constrain;

import static dev.bantam.generate.constrain.Expression.UNBOUNDED;

import dev.bantam.format.Limits;
import java.util.Map;

/** Strings of JSON schemas. */
final class SchemaStrings {
  private static final String DATE =
      "[12][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
          + "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))";
  private static final String TIME =
      "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?"
          + "(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])";
  private static final String LABEL = "[a-z0-9]{1,20}(-[a-z0-9]{1,20}){0,2}";
  private static final String HOST = LABEL + "(\\." + LABEL + "){0,3}\\.[a-z]{2,10}";

  /** Validators look the last part of an address up in the list of those that exist. */
  private static final String TOP =
      "(com|org|net|edu|gov|info|biz|dev|app|io|ai|eu|us|uk|ca|au|nz|de|at|ch|fr|es|pt|it|nl|be|se|no"
          + "|dk|fi|pl|cz|gr|tr|ru|ua|jp|cn|kr|in|id|za|br|mx|ar|cl|pe)";

  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String HEX = "[0-9a-f]";

  /** What is written for each format that is known: not all of its texts, but only such. */
  private static final Map<String, String> FORMATS =
      Map.ofEntries(
          Map.entry("date", DATE),
          Map.entry("time", TIME),
          Map.entry("date-time", DATE + "T" + TIME),
          Map.entry("duration", "P([1-9][0-9]{0,3}[YMWD]|T[1-9][0-9]{0,3}[HMS])"),
          Map.entry("uuid", "%s{8}-%s{4}-%s{4}-%s{4}-%s{12}".replace("%s", HEX)),
          Map.entry(
              "email",
              "[a-zA-Z0-9_+-]{1,30}(\\.[a-zA-Z0-9_+-]{1,15}){0,2}@(" + LABEL + "\\.){1,3}" + TOP),
          Map.entry("hostname", HOST),
          Map.entry("ipv4", BYTE + "(\\." + BYTE + "){3}"),
          Map.entry("ipv6", HEX + "{1,4}(:" + HEX + "{1,4}){7}"),
          Map.entry("uri", "[a-z][a-z0-9+.-]{1,15}://" + HOST + "(/[A-Za-z0-9._~-]{1,60}){0,8}/?"));

  private SchemaStrings() {}

  static Expression string(SchemaFields schema) {
    int min = SchemaObjects.repetition(schema, "minLength", schema.count("minLength", 0));
    int max = schema.count("maxLength", UNBOUNDED);
    if (min > max) {
      throw SchemaException.nothing(schema.path(), "'minLength' is more than 'maxLength'");
    }
    int most = max == UNBOUNDED ? max : Math.min(max, Limits.GRAMMAR_REPETITION);
    if (!schema.has("pattern") && !schema.has("format")) {
      return min == 0 && most == UNBOUNDED
          ? JsonRules.STRING
          : JsonRules.string(JsonRules.CHARACTER.times(min, most));
    }
    Expression content = schema.has("pattern") ? pattern(schema) : format(schema);
    boolean bounded = min > 0 || max != UNBOUNDED;
    return JsonRules.string(bounded ? within(schema, content, min, most) : content);
  }

  private static Expression pattern(SchemaFields schema) {
    if (schema.has("format")) {
      throw SchemaException.of(schema.path(), "'pattern' beside 'format' is not supported");
    }
    try {
      return new Pattern(schema.text("pattern")).parse();
    } catch (PatternException e) {
      throw SchemaException.of(schema.path(), "'pattern': " + e.getMessage());
    }
  }

  private static Expression format(SchemaFields schema) {
    String pattern = FORMATS.get(schema.text("format"));
    if (pattern == null) {
      throw SchemaException.of(
          schema.path(),
          "the format '%s' is not supported; %s are"
              .formatted(schema.text("format"), FORMATS.keySet().stream().sorted().toList()));
    }
    try {
      return new Pattern("^(" + pattern + ")$").parse();
    } catch (PatternException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bounds of the length beside a pattern, if that is one character, repeated. */
  private static Expression within(SchemaFields schema, Expression content, int min, int max) {
    if (content instanceof Expression.Repetition repetition
        && repetition.body() instanceof Expression.OneOf) {
      int least = Math.max(min, repetition.min());
      int most = Math.min(max, repetition.max());
      if (least > most) {
        throw SchemaException.nothing(schema.path(), "its 'pattern' has no text of that length");
      }
      return repetition.body().times(least, most);
    }
    throw SchemaException.of(
        schema.path(),
        "'minLength' and 'maxLength' beside 'pattern' or 'format' are supported only for patterns"
            + " like ^[a-z]+$; write the length into the pattern");
  }
}
