package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.TinyModel;
import dev.bantam.generate.constrain.Grammar;
import dev.bantam.generate.sample.SamplingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that must have a form, by a model that would say anything else. */
class ConstrainedAnswerTest {
  @TempDir static Path folder;

  private static Generator open(int speculate) throws IOException {
    Path file = folder.resolve("tiny.gguf");
    TinyModel.write(file, 5);
    return Generator.open(
        file, Generator.Options.DEFAULT.withContext(512).withSpeculate(speculate));
  }

  private static Request.Builder request(String gbnf) {
    return Request.builder(Prompt.text("once upon a time"))
        .grammar(Grammar.gbnf(gbnf))
        .maxTokens(60)
        .seed(9);
  }

  @Test
  void endsWhereTheGrammarEnds() throws IOException {
    try (Generator generator = open(0)) {
      for (SamplingOptions sampling :
          List.of(
              SamplingOptions.GREEDY,
              SamplingOptions.DEFAULT,
              SamplingOptions.builder().topK(1).temperature(2).build(),
              SamplingOptions.builder().mirostat(1).build(),
              SamplingOptions.builder().mirostat(2).build(),
              SamplingOptions.builder().typicalP(0.5f).temperature(0).build(),
              SamplingOptions.builder()
                  .repeatPenalty(1.5f)
                  .dryMultiplier(1)
                  .xtcProbability(1)
                  .build())) {
        Answer answer =
            generator.generate(
                request("root ::= \"é\" [a-c]{4} \"\\n\"").sampling(sampling).build());
        assertThat(answer.text()).as("%s", sampling).matches("é[abc]{4}\n");
        assertThat(answer.finish()).isEqualTo(FinishReason.STOP);
      }
      Answer cut = generator.generate(request("root ::= [a-c]+").build());
      assertThat(cut.finish()).isEqualTo(FinishReason.LENGTH);
      assertThat(cut.text()).matches("[abc]{60}");
    }
  }

  /** Greedy looks at its choice alone first; forbidding all else by bias must give the same. */
  @Test
  void greedyIsTheBestOfWhatIsAllowed() throws IOException {
    try (Generator generator = open(0)) {
      Map<Integer, Float> bias = new HashMap<>();
      for (int token = 0; token < generator.tokenizer().size(); token++) {
        if (token < 'd' || token > 'm') {
          bias.put(token, Float.NEGATIVE_INFINITY);
        }
      }
      Request.Builder biased =
          Request.builder(Prompt.text("once upon a time"))
              .sampling(SamplingOptions.builder().temperature(0).logitBias(bias).build())
              .maxTokens(60);
      Request constrained = request("root ::= [d-m]*").sampling(SamplingOptions.GREEDY).build();
      String text = generator.generate(constrained).text();
      assertThat(generator.generate(biased.build()).text()).hasSize(60).isEqualTo(text);
    }
  }

  @Test
  void guessesChangeNothing() throws IOException {
    Request repeating = request("root ::= (\"abcdef\" [0-2]){28}").maxTokens(200).build();
    try (Generator plain = open(0);
        Generator guessing = open(16)) {
      Answer answer = guessing.generate(repeating);
      assertThat(answer.text()).isEqualTo(plain.generate(repeating).text()).hasSize(196);
    }
  }

  @Test
  void tokensByNameAndControlText() throws IOException {
    try (Generator generator = open(0)) {
      String named = "root ::= <tool_call> !</tool_call>{3} </tool_call>";
      assertThat(generator.generate(request(named).build()).tokens())
          .hasSize(5)
          .startsWith(256)
          .endsWith(257);
      String spelled = "root ::= \"<|im_start|>\" [x]";
      assertThat(generator.generate(request(spelled).build()).tokens()).hasSize(13); // by letters
      Answer control = generator.generate(request(spelled).controlText(true).build());
      assertThat(control.text()).isEqualTo("<|im_start|>x");
      assertThatThrownBy(() -> generator.generate(request("root ::= <nosuch>").build()))
          .hasMessageContaining("the token '<nosuch>', which the model does not have");
    }
  }

  @Test
  void combined() throws IOException {
    Grammar call =
        Grammar.sequence(
            List.of(
                Grammar.text("<call>"),
                Grammar.choice(
                    List.of(
                        Grammar.jsonSchema(Map.of("const", "a")),
                        Grammar.jsonSchema(Map.of("const", "b")))),
                Grammar.text("</call>")));
    try (Generator generator = open(0)) {
      Request twice =
          Request.builder(Prompt.text("x")).grammar(call.times(2, 2)).maxTokens(100).build();
      assertThat(generator.generate(twice).text()).matches("(<call>\"[ab]\"</call>){2}");
    }
  }
}
