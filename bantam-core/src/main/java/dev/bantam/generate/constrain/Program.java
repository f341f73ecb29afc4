package dev.bantam.generate.constrain;

import dev.bantam.format.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The nodes of a grammar, checked: of those rules that its root leads to. A repetition is one node
 * that counts, whatever its bounds; compiling takes time and memory in proportion to the text.
 */
final class Program {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Rule, Node> starts = new HashMap<>();
  private final Deque<Rule> pending = new ArrayDeque<>();
  private final List<Node.Call> calls = new ArrayList<>();
  private final Node.Return end = add(new Node.Return(0));
  private final Node start;

  /**
   * Compiles a rule and all that it refers to.
   *
   * @throws IllegalArgumentException if a rule is left-recursive, or the grammar too large
   */
  Program(Rule root) {
    pending.add(root);
    List<Rule> rules = new ArrayList<>();
    for (Rule rule = pending.poll(); rule != null; rule = pending.poll()) {
      if (!starts.containsKey(rule)) {
        rules.add(rule);
        starts.put(rule, compile(rule.body(), end));
      }
    }
    calls.forEach(call -> call.start = startOf(call.rule));
    start = startOf(root);
    findNullable();
    checkLeftRecursion(rules);
  }

  private Node startOf(Rule rule) {
    Node node = starts.get(rule);
    if (node == null) {
      throw new IllegalStateException("rule '" + rule.name() + "' was not compiled");
    }
    return node;
  }

  /** Where the grammar begins. */
  Node start() {
    return start;
  }

  /** The end of every rule. */
  Node end() {
    return end;
  }

  /** How many nodes there are. */
  int size() {
    return nodes.size();
  }

  /** The characters that the grammar tells apart. */
  CharacterClasses classes() {
    Set<CodePoints> sets = new HashSet<>();
    for (Node node : nodes) {
      if (node instanceof Node.OneOf character) {
        sets.add(character.set);
      }
    }
    return new CharacterClasses(sets);
  }

  /** The tokens that the grammar names. */
  List<Expression.Token> tokens() {
    return nodes.stream()
        .filter(Node.Whole.class::isInstance)
        .map(node -> ((Node.Whole) node).token)
        .toList();
  }

  private <N extends Node> N add(N node) {
    if (nodes.size() == Limits.GRAMMAR_PLACES) {
      throw new IllegalArgumentException(
          "the grammar is too large: more than " + Limits.GRAMMAR_PLACES + " places");
    }
    nodes.add(node);
    return node;
  }

  private int id() {
    return nodes.size();
  }

  /** The first node of what an expression stands for, with {@code next} after it. */
  private Node compile(Expression expression, Node next) {
    return switch (expression) {
      case Expression.Literal literal -> compile(literal.text(), next);
      case Expression.OneOf one -> add(new Node.OneOf(id(), one.set(), next));
      case Expression.Token token -> add(new Node.Whole(id(), token, next));
      case Expression.Reference reference -> call(reference.rule(), next);
      case Expression.Sequence sequence -> {
        Node node = next;
        for (Expression part : sequence.parts().reversed()) {
          node = compile(part, node);
        }
        yield node;
      }
      case Expression.Choice choice -> {
        Node.Split split = add(new Node.Split(id()));
        split.ways = choice.alternatives().stream().map(e -> compile(e, next)).toList();
        yield split;
      }
      case Expression.Repetition repetition -> compile(repetition, next);
    };
  }

  private Node compile(String text, Node next) {
    Node node = next;
    for (int i = text.length(); i > 0; ) {
      int c = text.codePointBefore(i);
      i -= Character.charCount(c);
      node = add(new Node.OneOf(id(), CodePoints.of(c), node));
    }
    return node;
  }

  private Node call(Rule rule, Node next) {
    pending.add(rule);
    Node.Call call = add(new Node.Call(id(), rule, next));
    calls.add(call);
    return call;
  }

  /** Loops without a count need no counter. */
  private Node compile(Expression.Repetition repetition, Node next) {
    int min = repetition.min();
    int max = repetition.max();
    if (max == 0) {
      return next;
    }
    if (max == 1) {
      Node body = compile(repetition.body(), next);
      return min == 1 ? body : split(body, next);
    }
    if (min <= 1 && max == Expression.UNBOUNDED) {
      Node.Split loop = add(new Node.Split(id()));
      Node body = compile(repetition.body(), loop);
      loop.ways = List.of(body, next);
      return min == 1 ? body : loop;
    }
    Node body = compile(repetition.body(), end);
    return add(new Node.Repeat(id(), min, max, body, next));
  }

  private Node split(Node... ways) {
    Node.Split split = add(new Node.Split(id()));
    split.ways = List.of(ways);
    return split;
  }

  /** Goes from the ends of rules back to what leads there without a character. */
  private void findNullable() {
    List<List<Node>> before = new ArrayList<>();
    nodes.forEach(node -> before.add(new ArrayList<>(1)));
    for (Node node : nodes) {
      switch (node) {
        case Node.Split split -> split.ways.forEach(way -> before.get(way.id).add(split));
        case Node.Call call -> {
          before.get(call.start.id).add(call);
          before.get(call.next.id).add(call);
        }
        case Node.Repeat repeat -> {
          before.get(repeat.body.id).add(repeat);
          before.get(repeat.next.id).add(repeat);
        }
        default -> {}
      }
    }
    Deque<Node> found = new ArrayDeque<>(List.of(end));
    for (Node node = found.poll(); node != null; node = found.poll()) {
      for (Node earlier : before.get(node.id)) {
        if (!earlier.nullable && isNullable(earlier)) {
          earlier.nullable = true;
          found.add(earlier);
        }
      }
    }
  }

  private static boolean isNullable(Node node) {
    return switch (node) {
      case Node.Call call -> call.start.nullable && call.next.nullable;
      case Node.Repeat repeat -> repeat.least() == 0 && repeat.next.nullable;
      default -> true; // a split, of which one way is
    };
  }

  /** A rule that begins with itself, perhaps by way of others, would be called without end. */
  private void checkLeftRecursion(List<Rule> rules) {
    Map<Rule, Set<Rule>> first = new HashMap<>();
    BitSet seen = new BitSet();
    rules.forEach(rule -> first.put(rule, calledFirst(startOf(rule), seen)));
    Set<Rule> sound = new HashSet<>();
    for (Rule rule : rules) {
      LinkedHashSet<Rule> path = new LinkedHashSet<>(); // rules are equal only to themselves
      Deque<Deque<Rule>> open = new ArrayDeque<>();
      open.push(new ArrayDeque<>(Set.of(rule)));
      while (!open.isEmpty()) {
        Rule next = open.peek().poll();
        if (next == null) {
          open.pop();
          if (!path.isEmpty()) {
            sound.add(path.removeLast());
          }
        } else if (path.contains(next)) {
          throw leftRecursion(path, next);
        } else if (!sound.contains(next)) {
          path.add(next);
          open.push(new ArrayDeque<>(first.getOrDefault(next, Set.of())));
        }
      }
    }
  }

  private static IllegalArgumentException leftRecursion(Set<Rule> path, Rule again) {
    String circle =
        path.stream()
            .dropWhile(rule -> rule != again)
            .map(Rule::name)
            .limit(10)
            .collect(Collectors.joining("' -> '"));
    return new IllegalArgumentException(
        "left recursion: rule '%s' begins with itself ('%s' -> '%s'); write it as a repetition"
            .formatted(again.name(), circle, again.name()));
  }

  /** The rules that a rule may begin with. A node belongs to one rule, so each is seen once. */
  private Set<Rule> calledFirst(Node from, BitSet seen) {
    Set<Rule> called = new LinkedHashSet<>();
    Deque<Node> open = new ArrayDeque<>(List.of(from));
    for (Node node = open.poll(); node != null; node = open.poll()) {
      if (seen.get(node.id)) {
        continue;
      }
      seen.set(node.id);
      switch (node) {
        case Node.Split split -> open.addAll(split.ways);
        case Node.Call call -> {
          called.add(call.rule);
          if (call.start.nullable) {
            open.add(call.next);
          }
        }
        case Node.Repeat repeat -> {
          open.add(repeat.body);
          if (repeat.least() == 0) {
            open.add(repeat.next);
          }
        }
        default -> {}
      }
    }
    return called;
  }
}
