package dev.bantam.tokenizer.chat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A parsed piece of a template. Lines count from 1. */
sealed interface Statement {
  int line();

  record Data(Text text, int line) implements Statement {}

  record Output(Expression value, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

  record Branch(Expression test, List<Statement> body) {}

  record For(
      Target target,
      Expression items,
      @Nullable Expression filter,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  record Assign(Target target, Expression value, int line) implements Statement {}

  record AssignBlock(
      Target target, List<Expression.FilterCall> filters, List<Statement> body, int line)
      implements Statement {}

  record With(List<Target> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {}

  record DefineMacro(Signature signature, List<Statement> body, int line) implements Statement {}

  record CallBlock(Signature signature, Expression.Call call, List<Statement> body, int line)
      implements Statement {}

  record FilterBlock(List<Expression.FilterCall> filters, List<Statement> body, int line)
      implements Statement {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}

  /**
   * What a macro takes.
   *
   * @param defaults of the last parameters
   * @param implicit which of caller, kwargs and varargs its body reads without declaring them
   */
  record Signature(
      String name, List<String> parameters, List<Expression> defaults, Set<String> implicit) {}

  /** What can be assigned to. */
  sealed interface Target {
    record Name(String name) implements Target {}

    record Attribute(String namespace, String name) implements Target {}

    record Tuple(List<Target> parts) implements Target {}
  }
}
