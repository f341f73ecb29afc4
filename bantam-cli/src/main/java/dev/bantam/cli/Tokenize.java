package dev.bantam.cli;

import dev.bantam.format.ModelFile;
import dev.bantam.model.Models;
import dev.bantam.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bantam tokenize}. */
@Command(name = "tokenize", description = "Show a text's tokens.", mixinStandardHelpOptions = true)
final class Tokenize implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = ModelArgument.HELP)
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; standard input if it is not given.")
  private @Nullable String text;

  @Option(names = "--special", description = "Let the text name control tokens.")
  private boolean special;

  @Option(names = "--no-bos", description = "Add no tokens at the beginning and end.")
  private boolean noBos;

  @Option(names = "--ids", description = "Print the ids alone, on one line.")
  private boolean idsOnly;

  @Option(names = "--count", description = "Print the number of tokens alone.")
  private boolean count;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    try (ModelFile file = Models.open(ModelArgument.quietly(name).path())) {
      Tokenizer tokenizer = Tokenizer.of(file);
      byte[] input =
          text == null ? System.in.readAllBytes() : text.getBytes(StandardCharsets.UTF_8);
      int[] ids = tokenizer.encode(input, !noBos, special);
      if (count) {
        System.out.println(ids.length);
      } else if (idsOnly) {
        System.out.println(String.join(" ", Arrays.stream(ids).mapToObj(String::valueOf).toList()));
      } else {
        print(tokenizer, ids);
      }
    }
    return 0;
  }

  private void print(Tokenizer tokenizer, int[] ids) {
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (int id : ids) {
      String text = new String(tokenizer.piece(id, true), StandardCharsets.UTF_8);
      Map<String, Object> token = new LinkedHashMap<>();
      token.put("id", id);
      token.put("text", text);
      tokens.add(token);
      if (!json) {
        System.out.printf("%6d  '%s'%n", id, text.replace("\n", "\\n"));
      }
    }
    if (json) {
      Output.json(tokens);
    }
  }
}
