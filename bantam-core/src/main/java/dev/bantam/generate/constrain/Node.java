package dev.bantam.generate.constrain;

import dev.bantam.generate.constrain.Expression.Token;
import java.util.List;

/**
 * A place in a grammar: what may come there, and where that leads. Nodes refer to each other in
 * circles, where a grammar repeats, so each is itself and has a number.
 */
abstract sealed class Node {
  final int id;

  /** Whether the end of the rule can be reached from here without a character. */
  boolean nullable;

  private Node(int id) {
    this.id = id;
  }

  /** The end of a rule, or of what is repeated. */
  static final class Return extends Node {
    Return(int id) {
      super(id);
      nullable = true;
    }
  }

  /** A character. */
  static final class OneOf extends Node {
    final CodePoints set;
    final Node next;

    OneOf(int id, CodePoints set, Node next) {
      super(id);
      this.set = set;
      this.next = next;
    }
  }

  /** A token of the vocabulary. */
  static final class Whole extends Node {
    final Token token;
    final Node next;

    Whole(int id, Token token, Node next) {
      super(id);
      this.token = token;
      this.next = next;
    }
  }

  /** Several ways. */
  static final class Split extends Node {
    List<Node> ways = List.of(); // set late, as a loop leads back to its split

    Split(int id) {
      super(id);
    }
  }

  /** What a rule stands for. */
  static final class Call extends Node {
    final Rule rule;
    final Node next;
    Node start = this; // set when the rule is there

    Call(int id, Rule rule, Node next) {
      super(id);
      this.rule = rule;
      this.next = next;
    }
  }

  /** The same, several times, counted. */
  static final class Repeat extends Node {
    final int min;
    final int max;
    final Node body;
    final Node next;

    Repeat(int id, int min, int max, Node body, Node next) {
      super(id);
      this.min = min;
      this.max = max;
      this.body = body;
      this.next = next;
    }

    /** Fewest times; what may be nothing may be there any number of times without being there. */
    int least() {
      return body.nullable ? 0 : min;
    }
  }
}
