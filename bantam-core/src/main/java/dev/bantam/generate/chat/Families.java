package dev.bantam.generate.chat;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The families of models by the words that only their chat templates have. The first row fits of
 * which all signs are there. To add a family, add a row.
 *
 * <p>Sources: the models' templates and cards; llama.cpp's {@code common/chat.cpp} tells families
 * apart by much the same words.
 */
final class Families {
  /** What a template with all of the signs uses. */
  private record Row<T>(T what, List<String> signs) {
    static <T> Row<T> of(T what, String... signs) {
      return new Row<>(what, List.of(signs));
    }
  }

  private static final List<Row<CallSyntax>> CALLS =
      List.of(
          // gpt-oss: each message has a channel, and a recipient if it is a call.
          Row.of(
              named(
                  "to=functions.",
                  "<|message|>",
                  "<|call|>",
                  "<|channel|>commentary",
                  "<|channel|>analysis",
                  "<|start|>assistant"),
              "<|channel|>",
              "<|message|>"),
          // Functionary 3.2
          Row.of(named(">>>", "\n", "", ">>>all\n"), ">>>all"),
          // Kimi K2
          Row.of(
              named(
                  "<|tool_call_begin|>",
                  "<|tool_call_argument_begin|>",
                  "<|tool_call_end|>",
                  "<|tool_calls_section_begin|>",
                  "<|tool_calls_section_end|>"),
              "<|tool_call_begin|>"),
          // DeepSeek R1 and V3, then V3.1
          Row.of(
              named(
                  "<｜tool▁call▁begin｜>function<｜tool▁sep｜>",
                  "\n```json\n",
                  "\n```<｜tool▁call▁end｜>",
                  "<｜tool▁calls▁begin｜>",
                  "<｜tool▁calls▁end｜>"),
              "<｜tool▁call▁begin｜>",
              "```json"),
          Row.of(
              named(
                  "<｜tool▁call▁begin｜>",
                  "<｜tool▁sep｜>",
                  "<｜tool▁call▁end｜>",
                  "<｜tool▁calls▁begin｜>",
                  "<｜tool▁calls▁end｜>"),
              "<｜tool▁call▁begin｜>"),
          // Mistral since Small 3.2, and before
          Row.of(named("[TOOL_CALLS]", "[ARGS]", ""), "[TOOL_CALLS]", "[ARGS]"),
          Row.of(JsonCalls.list("[TOOL_CALLS]", ""), "[TOOL_CALLS]"),
          // Command R7B, A
          Row.of(
              new JsonCalls("<|START_ACTION|>", "<|END_ACTION|>", "tool_name", "parameters", true),
              "<|START_ACTION|>"),
          // Qwen3-Coder, Qwen3.5, Nemotron 3; Seed-OSS
          Row.of(
              tagged(
                  "<function=",
                  ">",
                  "<parameter=",
                  ">",
                  "",
                  "</parameter>",
                  "</function>",
                  "<tool_call>",
                  "</tool_call>",
                  "<seed:tool_call>",
                  "</seed:tool_call>"),
              "<function=",
              "<parameter="),
          // Functionary 3.1
          Row.of(named("<function=", ">", "</function>"), "<function="),
          // GLM 4.5 and later
          Row.of(
              tagged(
                  "<tool_call>",
                  "",
                  "<arg_key>",
                  "</arg_key>",
                  "<arg_value>",
                  "</arg_value>",
                  "</tool_call>"),
              "<arg_key>"),
          // MiniMax M2
          Row.of(
              tagged(
                  "<invoke name=\"",
                  "\">",
                  "<parameter name=\"",
                  "\">",
                  "",
                  "</parameter>",
                  "</invoke>",
                  "<minimax:tool_call>",
                  "</minimax:tool_call>"),
              "<invoke name="),
          // LFM2, LFM2.5
          Row.of(
              new PythonCalls("<|tool_call_start|>", "<|tool_call_end|>"), "<|tool_call_start|>"),
          Row.of(new PythonCalls("<|tool_call_start|>", "<|tool_call_end|>"), "List of tools: ["),
          // Phi-4-mini
          Row.of(JsonCalls.list("<|tool_call|>", "<|/tool_call|>"), "<|/tool|>"),
          // Hermes, Qwen 2.5 and 3, Granite 4, SmolLM3, MiniMind, Bielik, ...
          Row.of(JsonCalls.HERMES, "<tool_call>"),
          // Granite 3
          Row.of(JsonCalls.list("<|tool_call|>", ""), "<|tool_call|>"),
          // Apriel; Nemotron Nano 2; Firefunction
          Row.of(JsonCalls.list("<tool_calls>", "</tool_calls>"), "<tool_calls>"),
          Row.of(JsonCalls.list("<TOOLCALL>", "</TOOLCALL>"), "<TOOLCALL>"),
          Row.of(JsonCalls.list("functools", ""), "functools["),
          // Llama 3: nothing around the call
          Row.of(new JsonCalls("", "", "name", "parameters", false), "\"parameters\""));

  private static final List<Row<Thoughts>> THINKING =
      List.of(
          Row.of(
              new Thoughts(
                  "<|channel|>analysis<|message|>",
                  "<|end|>",
                  List.of(
                      "<|channel|>final<|message|>",
                      "<|channel|>commentary<|message|>",
                      "<|start|>assistant")),
              "<|channel|>",
              "<|message|>"),
          Row.of(
              new Thoughts(
                  "<|START_THINKING|>",
                  "<|END_THINKING|>",
                  List.of("<|START_RESPONSE|>", "<|END_RESPONSE|>")),
              "<|START_THINKING|>"),
          // Granite 3.2, 3.3
          Row.of(
              new Thoughts("<think>", "</think>", List.of("<response>", "</response>")),
              "<think>",
              "<response>"),
          Row.of(new Thoughts("<think>", "</think>"), "</think>"),
          Row.of(new Thoughts("<think>", "</think>"), "<think>"),
          Row.of(new Thoughts("[THINK]", "[/THINK]"), "[THINK]"),
          Row.of(new Thoughts("<seed:think>", "</seed:think>"), "<seed:think>"));

  private Families() {}

  private static NamedCalls named(
      String opening, String nameEnd, String closing, String... around) {
    List<String> marks =
        Stream.concat(Stream.of(around), Stream.of(closing))
            .filter(mark -> !mark.isEmpty())
            .toList();
    return new NamedCalls(opening, nameEnd, closing, marks);
  }

  private static TaggedCalls tagged(
      String opening,
      String nameEnd,
      String keyStart,
      String keyEnd,
      String valueStart,
      String valueEnd,
      String closing,
      String... around) {
    return new TaggedCalls(
        opening, nameEnd, keyStart, keyEnd, valueStart, valueEnd, closing, List.of(around));
  }

  /** Every way that there is. */
  static List<CallSyntax> allCalls() {
    return CALLS.stream().map(Row::what).toList();
  }

  /** How the models of a template write calls, or null if it does not say. */
  static @Nullable CallSyntax calls(String template) {
    return find(CALLS, template);
  }

  /** How the models of a template mark thoughts, or null if they have none. */
  static @Nullable Thoughts thoughts(String template) {
    return find(THINKING, template);
  }

  private static <T> @Nullable T find(List<Row<T>> rows, String template) {
    for (Row<T> row : rows) {
      if (row.signs.stream().allMatch(template::contains)) {
        return row.what;
      }
    }
    return null;
  }
}
