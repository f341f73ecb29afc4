package dev.bantam.generate.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bantam.TinyModel;
import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Generator;
import dev.bantam.generate.Prompt;
import dev.bantam.generate.Request;
import dev.bantam.generate.chat.ReplyPart.Call;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.generate.sample.SamplingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of random weights that must call a tool does so, in the form of every family. */
class ForcedCallTest {
  private static final Map<String, Object> TOOL =
      Map.of(
          "type",
          "function",
          "function",
          Map.of(
              "name",
              "weather",
              "parameters",
              Map.of(
                  "type",
                  "object",
                  "properties",
                  Map.of(
                      "city", Map.of("enum", List.of("Oslo", "Rome")),
                      "warm", Map.of("type", "boolean")),
                  "required",
                  List.of("city"))));

  @TempDir private Path folder;

  @Test
  void inTheFormOfEveryFamily() throws Exception {
    Path file = folder.resolve("tiny.gguf");
    TinyModel.write(file, 1);
    Map<String, Tool> tools = Tool.byName(List.of(TOOL));
    try (Generator generator = Generator.open(file)) {
      for (CallSyntax syntax : Families.allCalls()) {
        ChatTurn turn = new ChatTurn(Prompt.text("Hi"), syntax, tools, null, "");
        for (long seed = 0; seed < 2; seed++) {
          Answer answer = answer(generator, turn, turn.call("weather"), seed);
          assertThat(answer.finish()).as(answer.text()).isEqualTo(FinishReason.STOP);
          List<ReplyPart> parts = ReplyParserTest.parse(turn.parser(), answer.text());
          assertThat(parts).as("%s, seed %d", answer.text(), seed).hasSize(1);
          assertThat(parts.getFirst()).as(answer.text()).isInstanceOf(Call.class);
          assertThat(((Call) parts.getFirst()).arguments().get("city")).isIn("Oslo", "Rome");
        }
      }
    }
  }

  /** A model that has been made to think may do so before it must call, or answer in a form. */
  @Test
  void afterThoughts() throws Exception {
    Path file = folder.resolve("tiny.gguf");
    TinyModel.write(file, 1);
    Thoughts thoughts = new Thoughts("<think>", "</think>");
    Map<String, Tool> tools = Tool.byName(List.of(TOOL));
    ChatTurn turn = new ChatTurn(Prompt.text("Hi"), JsonCalls.HERMES, tools, thoughts, "<think>");
    try (Generator generator = Generator.open(file)) {
      Answer call = answer(generator, turn, turn.call(null), 7);
      assertThat(ReplyParserTest.parse(turn.parser(), call.text()).getLast())
          .as(call.text())
          .isInstanceOf(Call.class);
      Answer yes = answer(generator, turn, turn.words(Grammar.text("yes")), 7);
      assertThat(ReplyParserTest.parse(turn.parser(), yes.text()).getLast())
          .isEqualTo(new ReplyPart.Text("yes"));
    }
  }

  private static Answer answer(Generator generator, ChatTurn turn, Grammar grammar, long seed) {
    return generator.generate(
        Request.builder(turn.prompt())
            .grammar(grammar)
            .controlText(true)
            .sampling(SamplingOptions.builder().temperature(2).build())
            .seed(seed)
            .maxTokens(3000)
            .build());
  }
}
