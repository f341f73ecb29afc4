package dev.bantam.generate.chat;

import dev.bantam.generate.Prompt;
import dev.bantam.generate.constrain.Grammar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A conversation that a model is to go on with, and how to read what it says. */
public final class ChatTurn {
  private final Prompt prompt;
  private final CallSyntax calls;
  private final Map<String, Tool> tools;
  private final @Nullable Thoughts thoughts;
  private final String opened;

  ChatTurn(
      Prompt prompt,
      CallSyntax calls,
      Map<String, Tool> tools,
      @Nullable Thoughts thoughts,
      String opened) {
    this.prompt = prompt;
    this.calls = calls;
    this.tools = tools;
    this.thoughts = thoughts;
    this.opened = opened;
  }

  /** What the model is given. */
  public Prompt prompt() {
    return prompt;
  }

  /**
   * Whether the answer may have marks in it, so that a parser must see control tokens: {@link
   * dev.bantam.generate.Request#controlText}.
   */
  public boolean isMarked() {
    return thoughts != null || !tools.isEmpty();
  }

  /**
   * What an answer looks like that is a call.
   *
   * @param name of the tool; null for any
   * @throws IllegalArgumentException if there is no such tool, or the schema of its arguments is
   *     wrong or not supported
   */
  public Grammar call(@Nullable String name) {
    List<Tool> callable =
        tools.values().stream().filter(t -> name == null || t.name().equals(name)).toList();
    if (callable.isEmpty()) {
      throw new IllegalArgumentException(
          name == null ? "there are no tools" : "there is no tool '%s'".formatted(name));
    }
    Grammar call = calls.grammar(callable);
    String opening = calls.opening();
    if (opening.isEmpty() || opening.equals(opened)) {
      return call;
    }
    return afterThoughts(Grammar.sequence(List.of(Grammar.text(opening), call)));
  }

  /** What an answer looks like whose words are as a grammar says. */
  public Grammar words(Grammar grammar) {
    if (thoughts == null || thoughts.marks().isEmpty()) {
      return afterThoughts(grammar);
    }
    Grammar mark = Grammar.text(thoughts.marks().getFirst()).times(0, 1);
    return afterThoughts(Grammar.sequence(List.of(mark, grammar)));
  }

  /** Lets a model finish the thoughts that the template has begun for it. */
  private Grammar afterThoughts(Grammar grammar) {
    if (thoughts == null || !thoughts.opening().equals(opened)) {
      return grammar;
    }
    String closing = thoughts.closing();
    String first = closing.startsWith("[") ? "\\[" : closing.substring(0, 1);
    Grammar thinking = Grammar.gbnf("root ::= [^" + first + "]*");
    Grammar gap = Grammar.gbnf("root ::= \"\\n\"*");
    return Grammar.sequence(List.of(thinking, Grammar.text(closing), gap, grammar));
  }

  /** A parser for one answer. It has read already what the template begins the answer with. */
  public ReplyParser parser() {
    ReplyParser parser = new ReplyParser(calls, tools, thoughts);
    parser.accept(opened);
    return parser;
  }
}
