package dev.bantam.generate.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What schemas accept, and what of them is refused. */
class JsonSchemaTest {
  private static Grammar grammar(String schema) {
    try {
      return Grammar.jsonSchema(Json.parseObject("schema", schema.replace('\'', '"')));
    } catch (MalformedFileException e) {
      throw new AssertionError(schema, e);
    }
  }

  private static List<String> quoted(List<String> texts) {
    return texts.stream().map(text -> text.replace('\'', '"')).toList();
  }

  private static void check(String schema, List<String> accepted, List<String> refused) {
    GbnfTest.check(grammar(schema), quoted(accepted), quoted(refused));
  }

  private static void refused(String schema, String message) {
    assertThatThrownBy(() -> grammar(schema))
        .as(schema)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anyJson() {
    GbnfTest.check(
        Grammar.json(),
        quoted(List.of("{}", "{'a': [1, -2.5e+3, {'b': null}], 'c': 'x\\ud83d\\ude00\\u00e9é'}")),
        quoted(List.of("[]", "1", "{'a':01}", "{'a':'\\ud83d'}", "{  }  ", "{'a':1,}", "{'a'}")));
    check("{}", List.of("1", "'x'", "[]", "{}", "null", "true"), List.of("", "x"));
  }

  @Test
  void objects() {
    String person =
        "{'type':'object','properties':{'name':{'type':'string'},'age':{'type':'integer'},"
            + "'ok':{'type':'boolean'}},'required':['age']%s}";
    check(
        person.formatted(""),
        List.of(
            "{'age':1}", "{'name':'x','age':1}", "{ 'age': 1, 'ok': true }", "{\n  'age': 1\n}"),
        List.of("{}", "{'name':'x'}", "{'age':1,'name':'x'}", "{'age':1,'more':2}", "{'age':1.5}"));
    check(
        person.formatted(",'additionalProperties':true"),
        List.of("{'age':1}", "{'age':1,'ag':2,'age2':[]}", "{'age':1,'ok':true,'':null}"),
        List.of("{'age':1,'name':2}", "{'age':1,'age':2}", "{'x':1}"));
    check(
        "{'type':'object','additionalProperties':{'type':'integer'}}",
        List.of("{}", "{'a':1,'b':2}"),
        List.of("{'a':'x'}"));
    check("{'required':['x']}", List.of("{'x':[1]}"), List.of("{}", "{'y':1}"));
    check("{'type':'object','additionalProperties':false}", List.of("{}"), List.of("{'a':1}"));
    check(
        "{'properties':{'a':true,'b':true}}",
        List.of("{}", "{'a':1}", "{'b':2}", "{'a':1,'b':2}"),
        List.of("{'b':1,'a':2}", "{,'a':1}"));
  }

  @Test
  void arrays() {
    check("{'type':'array'}", List.of("[]", "[1,'a']"), List.of("{}", "[,]"));
    check(
        "{'items':{'type':'boolean'},'minItems':1,'maxItems':2}",
        List.of("[true]", "[true, false]"),
        List.of("[]", "[true,true,true]", "[1]"));
    check(
        "{'prefixItems':[{'const':1},{'const':2}],'items':false}",
        List.of("[1,2]"),
        List.of("[1,2,3]", "[2]"));
    check(
        "{'items':[{'const':1}],'additionalItems':{'const':2},'minItems':3,'maxItems':4}",
        List.of("[1,2,2]", "[1,2,2,2]"),
        List.of("[1,2]", "[1,2,2,2,2]"));
    check("{'type':'array','maxItems':0}", List.of("[]"), List.of("[1]"));
  }

  @Test
  void constantsAndAlternatives() {
    check(
        "{'enum':['a',1,null,{'b':[true]}]}",
        List.of("'a'", "1", "null", "{'b':[true]}"),
        List.of("2"));
    check("{'type':'string','enum':['a',1]}", List.of("'a'"), List.of("1"));
    check("{'const':'\\u20ac\\n'}", List.of("'€\\n'"), List.of("'x'"));
    check("{'type':['string','null']}", List.of("'a'", "null"), List.of("1"));
    check("{'type':'integer','nullable':true}", List.of("1", "null"), List.of("'a'"));
    check(
        "{'type':'object','properties':{'k':{'type':'string'}},'required':['k'],"
            + "'anyOf':[{'properties':{'a':{'const':1}},'required':['a']},{'required':['b']}]}",
        List.of("{'k':'x','a':1}", "{'k':'x','b':2}"),
        List.of("{'k':'x'}", "{'a':1}"));
    check(
        "{'type':'string','oneOf':[{'type':'integer'},{'maxLength':1}]}",
        List.of("'a'"),
        List.of("1"));
    check(
        "{'allOf':[{'properties':{'a':{'minimum':1,'type':'integer'}}},"
            + "{'properties':{'a':{'type':'number','maximum':2},'b':true},'required':['a']}]}",
        List.of("{'a':1}", "{'a':2,'b':null}"),
        List.of("{'a':0}", "{'a':3}", "{}", "{'a':1.5}"));
  }

  @Test
  void references() {
    check(
        "{'$ref':'#/$defs/tree','$defs':{'tree':{'type':'object','properties':{'v':{'type':'integer'},"
            + "'kids':{'type':'array','items':{'$ref':'#/$defs/tree'}}},'required':['v']}}}",
        List.of("{'v':1}", "{'v':1,'kids':[{'v':2},{'v':3,'kids':[]}]}"),
        List.of("{'kids':[]}", "{'v':1,'kids':[1]}"));
    check(
        "{'properties':{'next':{'$ref':'#'}},'definitions':{'a/b':{'type':'null'}}}",
        List.of("{}", "{'next':{'next':{}}}"),
        List.of("{'next':1}"));
    check(
        "{'$ref':'#/definitions/a~1b','minLength':2,'definitions':{'a/b':{'type':'string'}}}",
        List.of("'ab'"),
        List.of("'a'"));
  }

  @Test
  void strings() {
    check(
        "{'type':'string','minLength':2,'maxLength':3}",
        List.of("'ab'", "'é€😀'", "'\\n\\u0041x'", "'a\\ud83d\\ude00'"),
        List.of("'a'", "'abcd'", "'\\ud83d\\ude00'"));
    check(
        "{'type':'string','pattern':'^[a-z]+\\\\d{2,3}$'}",
        List.of("'ab12'", "'z123'"),
        List.of("'ab1'", "'12'", "'ab1234'"));
    check("{'pattern':'b+'}", List.of("'b'", "'abbc'"), List.of("'ac'"));
    check("{'pattern':'^a|b$'}", List.of("'axx'", "'xxb'"), List.of("'xax'"));
    check(
        "{'pattern':'^(?:a|(?<n>bc))*?\\\\.$'}",
        List.of("'.'", "'abc.'"),
        List.of("'ab.'", "'abc'"));
    check(
        "{'pattern':'^[^a\\\\s]\\\\W$'}",
        List.of("'b-'", "'\\\\\\\"'"),
        List.of("'a-'", "' -'", "'bb'"));
    check("{'pattern':'^\\\"\\\\n$'}", List.of("'\\\"\\n'"), List.of("''\n'"));
    check("{'pattern':'^[a-z]+$','maxLength':2}", List.of("'a'", "'ab'"), List.of("''", "'abc'"));
    check("{'pattern':'^\\\\uD83D\\\\uDE00\\\\u{41}\\\\x42$'}", List.of("'😀AB'"), List.of());
    check(
        "{'format':'date'}",
        List.of("'2024-02-28'"),
        List.of("'2024-02-30'", "'2024-13-01'", "'2024-1-1'"));
    check(
        "{'format':'date-time'}",
        List.of("'2024-12-31T23:59:59Z'", "'2024-12-31T23:59:59.5+01:00'"),
        List.of("'2024-12-31'"));
    check("{'format':'uuid'}", List.of("'123e4567-e89b-12d3-a456-426614174000'"), List.of("'123'"));
    check("{'format':'email'}", List.of("'a.b@c-d.com'"), List.of("'a@'", "'@b.c'"));
    check("{'format':'ipv4'}", List.of("'127.0.0.1'"), List.of("'256.0.0.1'", "'1.2.3'"));
    check("{'format':'uri'}", List.of("'https://a.example/b/c'"), List.of("'a b'"));
  }

  /** Bounds of random numbers, seeded, compared with arithmetic. */
  @Test
  void numbers() {
    check("{'type':'integer'}", List.of("0", "-12"), List.of("01", "1.0", "+1"));
    check("{'type':'number'}", List.of("0", "-1.50", "1e5"), List.of("01", ".5", "1."));
    check("{'type':'integer','exclusiveMinimum':0}", List.of("1", "999"), List.of("0", "-1", "-0"));
    check(
        "{'type':'number','minimum':0.5,'exclusiveMaximum':1}",
        List.of("0.5", "0.99"),
        List.of("0.4", "1", "1.0"));
    Random random = new Random(41);
    for (int i = 0; i < 300; i++) {
      boolean whole = random.nextBoolean();
      BigDecimal a = decimal(random);
      BigDecimal b = decimal(random);
      Map<String, Object> schema = new HashMap<>();
      schema.put("type", whole ? "integer" : "number");
      boolean exclusive = random.nextBoolean();
      if (random.nextInt(4) > 0) {
        schema.put(exclusive ? "exclusiveMinimum" : "minimum", a.min(b));
      }
      if (random.nextInt(4) > 0) {
        schema.put(exclusive ? "exclusiveMaximum" : "maximum", a.max(b));
      }
      Grammar grammar;
      try {
        grammar = Grammar.jsonSchema(schema);
      } catch (IllegalArgumentException e) {
        assertThat(e).as("%s", schema).hasMessageContaining("allows nothing");
        continue;
      }
      for (int j = 0; j < 60; j++) {
        BigDecimal x = j == 0 ? a : j == 1 ? b : decimal(random);
        x = whole ? x.setScale(0, java.math.RoundingMode.HALF_UP) : x;
        boolean within = within(schema, x, a.min(b), a.max(b), exclusive);
        assertThat(GbnfTest.after(grammar, x.toPlainString()).accepting)
            .as("seed 41, %s, %s", schema, x)
            .isEqualTo(within);
      }
    }
  }

  private static boolean within(
      Map<String, Object> schema,
      BigDecimal x,
      BigDecimal low,
      BigDecimal high,
      boolean exclusive) {
    int least = exclusive ? 1 : 0;
    return (!schema.containsKey("minimum") && !schema.containsKey("exclusiveMinimum")
            || x.compareTo(low) >= least)
        && (!schema.containsKey("maximum") && !schema.containsKey("exclusiveMaximum")
            || high.compareTo(x) >= least);
  }

  private static BigDecimal decimal(Random random) {
    int scale = random.nextInt(4);
    BigDecimal value = BigDecimal.valueOf(random.nextInt(2 * 1500) - 1500, scale);
    return scale > 0 && value.signum() != 0 ? value.stripTrailingZeros() : value;
  }

  @Test
  void saysWhatIsNotSupported() {
    refused("{'properties':{'a':{'not':{}}}}", "at #/properties/a: 'not' is not supported");
    refused("{'items':{'uniqueItems':true}}", "at #/items: 'uniqueItems'");
    refused("{'type':'strin'}", "'type' must name types of JSON");
    refused("{'$ref':'http://x/y'}", "only references into the schema");
    refused("{'$ref':'#/a/b'}", "leads nowhere");
    refused("{'$ref':'#'}", "left recursion");
    refused("{'pattern':'(?=a)'}", "at #: 'pattern': look-around");
    refused("{'pattern':'a\\\\bc'}", "escape \\b is not supported (at character 4)");
    refused("{'pattern':'(a'}", "a group has no end");
    refused("{'pattern':'a$b'}", "only at the ends");
    refused("{'pattern':'a**'}", "needs a group");
    refused("{'pattern':'" + "(".repeat(60_000) + "'}", "nested deeper than 256");
    refused("{'format':'iri'}", "format 'iri' is not supported");
    refused("{'pattern':'^ab$','maxLength':3}", "write the length into the pattern");
    refused("{'minLength':-1}", "'minLength' must be a whole number");
    refused("{'minLength':200000}", "counted up to 100000");
    refused("{'type':'integer','minimum':2,'maximum':1}", "allows nothing");
    refused("{'anyOf':[]}", "'anyOf' is empty");
    refused("{'properties':{'a':false},'required':['a']}", "allows nothing");
    refused("{'properties':[]}", "'properties' must be an object");
    refused("{'required':'a'}", "'required' must be a list");
    refused("{'allOf':[{'$ref':'#'}, {}]}", "leads to itself");
    refused("{'multipleOf':3}", "'multipleOf' is not supported");
  }

  @Test
  void deepAndLargeSchemas() {
    Map<String, Object> deep = Map.of("type", "null");
    for (int i = 0; i < 300; i++) {
      deep = Map.of("items", deep);
    }
    Map<String, Object> schema = deep;
    assertThatThrownBy(() -> Grammar.jsonSchema(schema))
        .hasMessageContaining("nested deeper than 256");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      names.add("name " + i);
    }
    Grammar many = Grammar.jsonSchema(Map.of("enum", names));
    assertThat(GbnfTest.after(many, "\"name 19999\"").accepting).isTrue();
    names.replaceAll(name -> name.repeat(10));
    assertThatThrownBy(() -> Grammar.jsonSchema(Map.of("enum", names)))
        .hasMessageContaining("longer than");
  }

  @Test
  void equalSchemasAreEqualGrammars() {
    assertThat(grammar("{'type':'null'}")).isEqualTo(grammar("{'type':'null'}"));
    assertThat(grammar("{'type':'null'}")).isNotEqualTo(grammar("{'type':'boolean'}"));
  }
}
