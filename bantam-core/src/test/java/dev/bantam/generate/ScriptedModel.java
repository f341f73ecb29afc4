package dev.bantam.generate;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.model.Model;
import dev.bantam.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Says a given text whatever it is told: after position p comes {@code script[p + 1]}, with a lead
 * of 10 over all other tokens, which are equal.
 */
final class ScriptedModel implements Model {
  /** One past the bytes: ends a generation. */
  static final int END = 256;

  /** In a script: every logit is NaN. */
  static final int NAN = -1;

  private static final int VOCABULARY = 257;

  /** The rows of each pass. */
  final List<Integer> passes = new ArrayList<>();

  private final int[] script;

  ScriptedModel(int... script) {
    this.script = script;
  }

  /** Token i is byte i; {@link #END} is the end of a text. */
  static Tokenizer tokenizer() {
    String[] tokens = new String[VOCABULARY];
    int[] types = new int[VOCABULARY];
    for (int i = 0; i < END; i++) {
      tokens[i] = "<0x%02X>".formatted(i);
      types[i] = 6;
    }
    tokens[END] = "</s>";
    types[END] = 3;
    Map<String, Object> metadata =
        Map.of(
            "tokenizer.ggml.model",
            "llama",
            "tokenizer.ggml.tokens",
            tokens,
            "tokenizer.ggml.token_type",
            types,
            "tokenizer.ggml.eos_token_id",
            (long) END,
            "tokenizer.ggml.add_bos_token",
            false,
            "tokenizer.ggml.add_space_prefix",
            false);
    try {
      return Tokenizer.ofMetadata(new Metadata("scripted", metadata));
    } catch (MalformedFileException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Facts facts() {
    return new Facts("scripted", VOCABULARY, 1, 64, List.of(new LayerMemory(1, 1, 1)), true);
  }

  @Override
  public Rows hidden(Pass pass) {
    int n = pass.batch().size();
    passes.add(n);
    Rows rows = pass.rows(n, 1);
    for (int r = 0; r < n; r++) {
      int sequence = pass.batch().sequences()[r];
      int position = pass.batch().positions()[r];
      float[] token = {pass.batch().tokens()[r]};
      pass.memory().extend(0, sequence, position, position + 1).put(position, token, 0, token, 0);
      rows.value()[r] = position;
    }
    return rows;
  }

  @Override
  public Rows logits(Rows hidden, Pass pass) {
    Rows logits = pass.rows(hidden.n(), VOCABULARY);
    Arrays.fill(logits.value(), 0, hidden.n() * VOCABULARY, 0);
    for (int r = 0; r < hidden.n(); r++) {
      int next = (int) hidden.get(r, 0) + 1;
      int token = next < script.length ? script[next] : END;
      if (token == NAN) {
        Arrays.fill(logits.value(), r * VOCABULARY, (r + 1) * VOCABULARY, Float.NaN);
      } else {
        logits.value()[r * VOCABULARY + token] = 10;
      }
    }
    return logits;
  }
}
