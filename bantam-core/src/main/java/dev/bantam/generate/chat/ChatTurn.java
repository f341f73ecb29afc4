package dev.bantam.generate.chat;

import dev.bantam.generate.Prompt;
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

  /** A parser for one answer. It has read already what the template begins the answer with. */
  public ReplyParser parser() {
    ReplyParser parser = new ReplyParser(calls, tools, thoughts);
    parser.accept(opened);
    return parser;
  }
}
