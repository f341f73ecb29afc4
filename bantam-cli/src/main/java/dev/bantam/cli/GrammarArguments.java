package dev.bantam.cli;

import dev.bantam.format.Json;
import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import dev.bantam.generate.constrain.Grammar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an answer must look like. */
final class GrammarArguments {
  @Option(
      names = "--grammar",
      paramLabel = "FILE",
      description = "The answer follows a grammar (GBNF).")
  private @Nullable Path grammar;

  @Option(
      names = "--json-schema",
      paramLabel = "FILE|JSON",
      description = "The answer is JSON that follows a JSON Schema; {} for any JSON.")
  private @Nullable String schema;

  /** The grammar of the one option that is given; null if none is. */
  @Nullable Grammar read() throws IOException {
    if (grammar != null && schema != null) {
      throw new Failures.UsageException("--grammar and --json-schema exclude each other");
    }
    if (grammar != null) {
      return Grammar.gbnf(text(grammar));
    }
    if (schema == null) {
      return null;
    }
    boolean inline = schema.stripLeading().startsWith("{");
    String text = inline ? schema : text(Path.of(schema));
    return Grammar.jsonSchema(Json.parseObject(inline ? "--json-schema" : schema, text));
  }

  private static String text(Path file) throws IOException {
    int most = 4 * Limits.GRAMMAR_CHARS; // bytes of a character
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new MalformedFileException(
            file, -1, "longer than the " + most + " bytes that are read");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
