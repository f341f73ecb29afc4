package dev.bantam.server.openai;

import dev.bantam.generate.constrain.Grammar;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import org.jspecify.annotations.Nullable;

/** What the text of an answer must look like. */
final class ResponseFormat {
  private ResponseFormat() {}

  /** The fields {@code response_format} and {@code grammar}; null for any text. */
  static @Nullable Grammar read(JsonFields body) {
    String grammar = body.string("grammar", null);
    if (grammar != null) {
      try {
        return Grammar.gbnf(grammar);
      } catch (IllegalArgumentException e) {
        throw ApiException.bad("grammar", "grammar: " + e.getMessage());
      }
    }
    return null;
  }
}
