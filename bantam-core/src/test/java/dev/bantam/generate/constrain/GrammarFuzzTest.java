package dev.bantam.generate.constrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import java.nio.charset.StandardCharsets;

/** Jazzer's harnesses for grammars and schemas; FormatFuzzTest says how to run it for longer. */
final class GrammarFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void gbnf(byte[] bytes) {
    try {
      follow(Grammar.gbnf(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "60s")
  void schema(byte[] bytes) {
    try {
      follow(
          Grammar.jsonSchema(Json.parseObject("fuzz", new String(bytes, StandardCharsets.UTF_8))));
    } catch (MalformedFileException | IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** Goes the first way that there is, for a while. */
  private static void follow(Grammar grammar) {
    States states = new States(grammar.program(), 8);
    State state = states.start();
    try {
      for (int i = 0; i < 200 && !state.isOver(); i++) {
        states.begin();
        State next = states.dead();
        for (int b = 0; b < 256 && next.isDead(); b++) {
          next = states.after(state, (b + ' ') & 0xff);
        }
        state = next;
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("too many ways");
    }
  }
}
