package dev.bantam.server.openai;

import dev.bantam.generate.constrain.Grammar;
import dev.bantam.server.http.ApiException;
import dev.bantam.server.http.JsonFields;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the text of an answer must look like. */
final class ResponseFormat {
  private ResponseFormat() {}

  /** The fields {@code response_format} and {@code grammar}; null for any text. */
  static @Nullable Grammar read(JsonFields body) {
    JsonFields format = body.object("response_format");
    Grammar grammar = format == null ? null : ofFormat(format);
    String gbnf = body.string("grammar", null);
    if (gbnf == null) {
      return grammar;
    }
    if (grammar != null) {
      throw body.wrong("grammar", "left out where response_format says what is wanted");
    }
    return compile("grammar", () -> Grammar.gbnf(gbnf));
  }

  private static @Nullable Grammar ofFormat(JsonFields format) {
    return switch (format.string("type")) {
      case "text" -> null;
      // llama.cpp takes a schema here too.
      case "json_object" -> json(format);
      case "json_schema" -> {
        JsonFields wanted = format.object("json_schema");
        if (wanted == null) {
          throw ApiException.bad(
              format.param("json_schema"), format.param("json_schema") + " is missing");
        }
        yield json(wanted);
      }
      default -> throw format.wrong("type", "text, json_object or json_schema");
    };
  }

  /** JSON of the schema that an object has, or else any. */
  static Grammar json(JsonFields fields) {
    JsonFields schema = fields.object("schema");
    return schema == null
        ? Grammar.json()
        : compile(fields.param("schema"), () -> Grammar.jsonSchema(schema.data()));
  }

  private static Grammar compile(String param, Supplier<Grammar> grammar) {
    try {
      return grammar.get();
    } catch (IllegalArgumentException e) {
      throw ApiException.bad(param, param + ": " + e.getMessage());
    }
  }
}
