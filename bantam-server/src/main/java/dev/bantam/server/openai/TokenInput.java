package dev.bantam.server.openai;

import dev.bantam.generate.Generator;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A text that a client gave as it is, or as tokens.
 *
 * @param text null if it was given as tokens
 * @param tokens those of the text too, with what the model begins texts with
 */
record TokenInput(@Nullable String text, int[] tokens) {

  /**
   * A field that is a text, a list of texts, a list of tokens, or a list of lists of tokens.
   *
   * @param max most texts
   */
  static List<TokenInput> read(JsonFields body, String name, int max, Generator generator) {
    JsonNode field = body.find(name);
    String param = body.param(name);
    if (field == null) {
      throw ApiException.bad(param, param + " is missing");
    }
    if (!field.isArray() || !field.isEmpty() && field.get(0).isNumber()) {
      return List.of(one(param, field, generator));
    }
    if (field.isEmpty() || field.size() > max) {
      throw body.wrong(name, "a text, tokens, or a list of 1 to %d of these".formatted(max));
    }
    List<TokenInput> all = new ArrayList<>();
    for (JsonNode item : field) {
      all.add(one("%s[%d]".formatted(param, all.size()), item, generator));
    }
    return all;
  }

  private static TokenInput one(String param, JsonNode node, Generator generator) {
    TokenInput input;
    if (node.isString()) {
      String text = node.stringValue();
      input = new TokenInput(text, generator.tokenizer().encode(text, true, false));
    } else if (node.isArray()) {
      input = new TokenInput(null, tokens(param, node, vocabulary(generator)));
    } else {
      throw ApiException.bad(param, param + " must be a text or a list of tokens");
    }
    if (input.tokens.length == 0) {
      throw ApiException.bad(param, param + " is empty");
    }
    return input;
  }

  /** How many tokens a model knows; an encoder itself does not say. */
  private static int vocabulary(Generator generator) {
    int rows = generator.model().facts().vocabulary();
    return rows > 0 ? rows : generator.tokenizer().size();
  }

  private static int[] tokens(String param, JsonNode list, int vocabulary) {
    int[] tokens = new int[list.size()];
    for (int i = 0; i < tokens.length; i++) {
      JsonNode id = list.get(i);
      boolean whole = id.isIntegralNumber() && id.canConvertToInt();
      if (!whole || id.intValue() < 0 || id.intValue() >= vocabulary) {
        throw ApiException.bad(
            param, "%s[%d] is no token: they are 0 to %d".formatted(param, i, vocabulary - 1));
      }
      tokens[i] = id.intValue();
    }
    return tokens;
  }
}
