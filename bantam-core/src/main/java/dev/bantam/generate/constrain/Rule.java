package dev.bantam.generate.constrain;

/** A named expression. Rules may refer to each other, so a body can come later than its rule. */
final class Rule {
  private final String name;
  private Expression body = Expression.empty();

  Rule(String name) {
    this.name = name;
  }

  Rule(String name, Expression body) {
    this(name);
    this.body = body;
  }

  /** What messages call it. */
  String name() {
    return name;
  }

  Expression body() {
    return body;
  }

  void define(Expression expression) {
    body = expression;
  }

  Expression reference() {
    return new Expression.Reference(this);
  }
}
