package dev.bantam.generate.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.generate.chat.ReplyPart.Call;
import dev.bantam.generate.chat.ReplyPart.Reasoning;
import dev.bantam.generate.chat.ReplyPart.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What answers say, in the words of many families. */
class ReplyParserTest {
  private static final List<Map<String, Object>> TOOLS =
      List.of(tool("weather", "city", "string"), tool("add", "a", "integer"));
  private static final Map<String, Tool> BY_NAME = Tool.byName(TOOLS);
  private static final Call WEATHER = new Call("weather", Map.of("city", "Łódź"));
  private static final Call ADD = new Call("add", Map.of("a", 7L));

  static Map<String, Object> tool(String name, String key, String type) {
    Map<String, Object> schema =
        Map.of("type", "object", "properties", Map.of(key, Map.of("type", type)));
    return Map.of("type", "function", "function", Map.of("name", name, "parameters", schema));
  }

  /** An answer of a family that its template's signs tell. */
  private record Case(String name, String signs, String answer, List<ReplyPart> parts) {
    static Case of(String name, String signs, String answer, ReplyPart... parts) {
      return new Case(name, signs, answer, List.of(parts));
    }

    ReplyParser parser() {
      return new ReplyParser(Families.calls(signs), BY_NAME, Families.thoughts(signs));
    }
  }

  private static final List<Case> CASES =
      List.of(
          Case.of(
              "hermes",
              "<tool_call> <think> </think>",
              """
              <think>
              Where? Łódź.
              </think>

              Let me look.
              <tool_call>
              {"name": "weather", "arguments": {"city": "Łódź"}}
              </tool_call>
              <tool_call>
              {"name": "add", "arguments": "{\\"a\\": 7}"}
              </tool_call>\
              """,
              new Reasoning("Where? Łódź."),
              new Text("Let me look."),
              WEATHER,
              ADD),
          Case.of(
              "qwen3-coder",
              "<function= <parameter= <tool_call>",
              """
              Well:
              <tool_call>
              <function=weather>
              <parameter=city>
              Łódź
              </parameter>
              </function>
              </tool_call>
              <tool_call><function=add><parameter=a>7</parameter></function></tool_call>\
              """,
              new Text("Well:"),
              WEATHER,
              ADD),
          Case.of(
              "glm",
              "<tool_call> <arg_key> </think>",
              """
              <think></think>
              <tool_call>weather
              <arg_key>city</arg_key>
              <arg_value>Łódź</arg_value>
              </tool_call><tool_call>add<arg_key>a</arg_key><arg_value>7</arg_value></tool_call>\
              """,
              WEATHER,
              ADD),
          Case.of(
              "minimax",
              "<invoke name=",
              """
              <minimax:tool_call>
              <invoke name="weather">
              <parameter name="city">Łódź</parameter>
              </invoke>
              <invoke name="add"><parameter name="a">7</parameter></invoke>
              </minimax:tool_call>\
              """,
              WEATHER,
              ADD),
          Case.of(
              "llama3",
              "\"parameters\"",
              "<|python_tag|>{\"name\": \"weather\", \"parameters\": {\"city\": \"Łódź\"}}",
              WEATHER),
          Case.of(
              "llama3 that answers in JSON",
              "\"parameters\"",
              "{\"name\": \"weather\", \"city\": \"Łódź\"} it is",
              new Text("{\"name\": \"weather\", \"city\": \"Łódź\"} it is")),
          Case.of(
              "mistral",
              "[TOOL_CALLS]",
              "[TOOL_CALLS][{\"name\": \"weather\", \"arguments\": {\"city\": \"Łódź\"}, \"id\":"
                  + " \"call00000\"}, {\"name\": \"add\", \"arguments\": {\"a\": 7}}]",
              WEATHER,
              ADD),
          Case.of(
              "mistral small",
              "[TOOL_CALLS] [ARGS] [THINK]",
              "[THINK]Hm.[/THINK][TOOL_CALLS]weather[CALL_ID]abcdefghi[ARGS]{\"city\": \"Łódź\"}"
                  + "[TOOL_CALLS]add[ARGS]{\"a\": 7}",
              new Reasoning("Hm."),
              WEATHER,
              ADD),
          Case.of(
              "granite 3",
              "<|tool_call|>",
              "<|tool_call|>[{\"name\": \"weather\", \"arguments\": {\"city\": \"Łódź\"}}]",
              WEATHER),
          Case.of(
              "granite 3.3",
              "<|tool_call|> <think> <response>",
              "<think>A man?</think><response>Yes,\na man.</response>",
              new Reasoning("A man?"),
              new Text("Yes,\na man.")),
          Case.of(
              "phi-4-mini",
              "<|/tool|>",
              "<|tool_call|>[{\"name\": \"add\", \"arguments\": {\"a\": 7}}]<|/tool_call|>",
              ADD),
          Case.of(
              "functionary 3.2",
              ">>>all",
              ">>>all\nHere you are.\n>>>weather\n{\"city\": \"Łódź\"}>>>add\n{\"a\": 7}",
              new Text("Here you are."),
              WEATHER,
              ADD),
          Case.of("functionary 3.1", "<function=", "<function=add>{\"a\": 7}</function>", ADD),
          Case.of(
              "command r7b",
              "<|START_ACTION|> <|START_THINKING|>",
              "<|START_THINKING|>I will look.<|END_THINKING|><|START_ACTION|>[\n    {"
                  + "\"tool_call_id\": \"0\", \"tool_name\": \"weather\", \"parameters\": "
                  + "{\"city\": \"Łódź\"}}\n]<|END_ACTION|>",
              new Reasoning("I will look."),
              WEATHER),
          Case.of(
              "command r7b that answers",
              "<|START_ACTION|> <|START_THINKING|>",
              "<|START_RESPONSE|>It rains.<|END_RESPONSE|>",
              new Text("It rains.")),
          Case.of(
              "deepseek r1",
              "<｜tool▁call▁begin｜> ```json </think>",
              """
              <think>So
              </think>

              <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>weather
              ```json
              {"city": "Łódź"}
              ```<｜tool▁call▁end｜>
              <｜tool▁call▁begin｜>function<｜tool▁sep｜>add
              ```json
              {"a": 7}
              ```<｜tool▁call▁end｜><｜tool▁calls▁end｜>\
              """,
              new Reasoning("So"),
              WEATHER,
              ADD),
          Case.of(
              "deepseek v3.1",
              "<｜tool▁call▁begin｜>",
              "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>add<｜tool▁sep｜>{\"a\": 7}<｜tool▁call▁end｜>"
                  + "<｜tool▁calls▁end｜>",
              ADD),
          Case.of(
              "kimi k2",
              "<|tool_call_begin|>",
              "<|tool_calls_section_begin|><|tool_call_begin|>functions.add:0"
                  + "<|tool_call_argument_begin|>{\"a\": 7}<|tool_call_end|>"
                  + "<|tool_calls_section_end|>",
              ADD),
          Case.of(
              "gpt-oss",
              "<|channel|> <|message|>",
              "<|channel|>analysis<|message|>Need weather.<|end|><|start|>assistant<|channel|>"
                  + "commentary<|message|>I look.<|end|><|start|>assistant<|channel|>commentary "
                  + "to=functions.weather <|constrain|>json<|message|>{\"city\": \"Łódź\"}",
              new Reasoning("Need weather."),
              new Text("I look."),
              WEATHER),
          Case.of(
              "gpt-oss that answers",
              "<|channel|> <|message|>",
              "<|channel|>analysis<|message|>Easy.<|end|><|start|>assistant<|channel|>final"
                  + "<|message|>Four.",
              new Reasoning("Easy."),
              new Text("Four.")),
          Case.of(
              "lfm2",
              "<|tool_call_start|>",
              "<|tool_call_start|>[weather(city='Łódź'), add(a=7)]<|tool_call_end|>It is done.",
              WEATHER,
              ADD,
              new Text("It is done.")));

  @TestFactory
  Stream<DynamicTest> families() {
    return CASES.stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.name,
                    () -> assertThat(parse(one.parser(), one.answer)).isEqualTo(one.parts)));
  }

  /** However an answer comes, it says the same. */
  @Test
  void cutsDoNotMatter() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      Case one = CASES.get(random.nextInt(CASES.size()));
      List<String> pieces = new ArrayList<>();
      for (int at = 0; at < one.answer.length(); ) {
        int to = Math.min(one.answer.length(), at + 1 + random.nextInt(12));
        pieces.add(one.answer.substring(at, to));
        at = to;
      }
      assertThat(parse(one.parser(), pieces.toArray(new String[0])))
          .as("%s, seed %d", one.name, seed)
          .isEqualTo(one.parts);
    }
  }

  /** An answer of scraps that never make a call loses no word. */
  @Test
  void nothingIsLost() {
    List<String> scraps =
        List.of(
            "<tool_call>",
            "{\"name\": ",
            "\"weather\"",
            ", \"arguments\": [",
            "}",
            "{",
            "[",
            "]",
            "<",
            "<tool",
            "\"",
            "\\",
            "{}",
            "{\"name\":\"other\",\"arguments\":{}}",
            "weather",
            "<function=weather>",
            "<function=",
            "<parameter=city>",
            "[TOOL_CALLS]",
            "[ARGS]",
            "<arg_key>",
            "<|tool_call_start|>",
            "(x=1)",
            ">>>",
            "Łódź",
            "😀");
    for (long seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      Case one = CASES.get(random.nextInt(CASES.size()));
      StringBuilder answer = new StringBuilder();
      ReplyParser parser = one.parser();
      List<ReplyPart> parts = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        String scrap = scraps.get(random.nextInt(scraps.size()));
        answer.append(scrap);
        parts.addAll(parser.accept(scrap));
      }
      parts.addAll(parser.end());
      if (parts.stream().noneMatch(Call.class::isInstance)) {
        CallSyntax syntax = Families.calls(one.signs);
        String all = without(syntax, answer.toString());
        assertThat(without(syntax, words(parts))).as("%s, seed %d", one.name, seed).isEqualTo(all);
      }
    }
  }

  private static String without(CallSyntax syntax, String text) {
    String left = text;
    for (String mark : syntax.marks()) {
      left = left.replace(mark, "");
    }
    return left;
  }

  @Test
  @Timeout(10)
  void hostileAnswersTakeLinearTime() {
    for (String scrap :
        List.of(
            "<think>",
            "</think>",
            "<tool_call>",
            "<tool_call>{\"",
            "<tool_call>{\"a\":[",
            "<",
            "<function=",
            "<function=weather>",
            "[TOOL_CALLS]",
            "{",
            " ",
            "\n")) {
      for (Case one : CASES) {
        long start = System.nanoTime();
        ReplyParser parser = one.parser();
        for (int i = 0; i < 50; i++) {
          parser.accept(scrap.repeat(100));
        }
        parser.end();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).as("%s %s", one.name, scrap).isLessThan(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void thoughtsThatTheTemplateOpened() {
    ReplyParser parser = new ReplyParser(null, Map.of(), new Thoughts("<think>", "</think>"));
    parser.accept("<think>");
    assertThat(parse(parser, "\nHm", "m.\n</th", "ink>\n\nYes. \n"))
        .containsExactly(new Reasoning("Hmm."), new Text("Yes. \n"));
  }

  @Test
  void withoutToolsACallIsWords() {
    ReplyParser parser = new ReplyParser(JsonCalls.HERMES, Map.of(), null);
    String answer = " <tool_call>{\"name\": \"add\", \"arguments\": {}}</tool_call>\n";
    assertThat(parse(parser, answer)).containsExactly(new Text(answer));
  }

  /** All parts, words and thoughts that follow each other joined. */
  static List<ReplyPart> parse(ReplyParser parser, String... pieces) {
    List<ReplyPart> parts = new ArrayList<>();
    for (String piece : pieces) {
      parser.accept(piece).forEach(part -> join(parts, part));
    }
    parser.end().forEach(part -> join(parts, part));
    return parts;
  }

  private static void join(List<ReplyPart> parts, ReplyPart part) {
    ReplyPart last = parts.isEmpty() ? null : parts.getLast();
    if (last instanceof Text(String a) && part instanceof Text(String b)) {
      parts.set(parts.size() - 1, new Text(a + b));
    } else if (last instanceof Reasoning(String a) && part instanceof Reasoning(String b)) {
      parts.set(parts.size() - 1, new Reasoning(a + b));
    } else {
      parts.add(part);
    }
  }

  private static String words(List<ReplyPart> parts) {
    return parts.stream()
        .map(part -> part instanceof Text(String text) ? text : "")
        .collect(Collectors.joining());
  }
}
