package dev.bantam.generate.constrain;

import dev.bantam.format.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the text of an answer may look like. Immutable, and safe for many answers at once; two of
 * the same source are equal.
 */
public final class Grammar {
  private final String source;
  private final Rule root;
  private final Program program;

  private Grammar(String source, Rule root) {
    this.source = source;
    this.root = root;
    this.program = new Program(root);
  }

  /**
   * Parses GBNF, llama.cpp's notation for grammars. An answer is what the rule {@code root} says.
   *
   * @throws IllegalArgumentException saying where it is wrong, or which of the limits of {@link
   *     dev.bantam.format.Limits} it breaks
   */
  public static Grammar gbnf(String source) {
    return new Grammar("gbnf:" + source, new GbnfParser(source).parse());
  }

  /** Any JSON object. */
  public static Grammar json() {
    return new Grammar("json", JsonRules.object());
  }

  /**
   * JSON that a JSON Schema describes (drafts 7 and 2020-12), with properties in the order of the
   * schema. Not all of its values can be written, but all that is written is one of them.
   *
   * @param schema plain data, as {@link Json#parse} makes it
   * @throws IllegalArgumentException naming the path of what is wrong or not supported
   */
  public static Grammar jsonSchema(Map<String, ?> schema) {
    Rule root = new JsonSchema(schema).root();
    return new Grammar("schema:" + Json.write(schema), root);
  }

  /** Exactly this text. */
  public static Grammar text(String text) {
    return new Grammar("text:" + text, new Rule("text", new Expression.Literal(text)));
  }

  /** One after the other. */
  public static Grammar sequence(List<Grammar> parts) {
    return new Grammar(
        sources("sequence", parts), new Rule("sequence", new Expression.Sequence(rules(parts))));
  }

  /** Any one of them; at least one must be given. */
  public static Grammar choice(List<Grammar> alternatives) {
    if (alternatives.isEmpty()) {
      throw new IllegalArgumentException("a choice needs an alternative");
    }
    return new Grammar(
        sources("choice", alternatives),
        new Rule("choice", new Expression.Choice(rules(alternatives))));
  }

  /** The same from {@code min} to {@code max} times; {@link Integer#MAX_VALUE} is no bound. */
  public Grammar times(int min, int max) {
    if (min < 0 || max < min) {
      throw new IllegalArgumentException("nothing comes %d to %d times".formatted(min, max));
    }
    return new Grammar(
        sources("times " + min + " " + max, List.of(this)),
        new Rule("times", root.reference().times(min, max)));
  }

  private static List<Expression> rules(List<Grammar> grammars) {
    List<Expression> rules = new ArrayList<>();
    grammars.forEach(grammar -> rules.add(grammar.root.reference()));
    return rules;
  }

  /** A text that differs where the grammars do: each has its length before it. */
  private static String sources(String kind, List<Grammar> grammars) {
    return grammars.stream()
        .map(grammar -> grammar.source.length() + ":" + grammar.source)
        .collect(Collectors.joining(",", kind + "(", ")"));
  }

  Program program() {
    return program;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grammar that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }
}
