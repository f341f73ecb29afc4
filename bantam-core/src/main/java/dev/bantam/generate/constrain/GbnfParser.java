package dev.bantam.generate.constrain;

import dev.bantam.format.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads GBNF as llama.cpp does ({@code grammars/README.md} there). Groups are kept on a stack of
 * its own, so that no nesting can exhaust the thread's.
 */
final class GbnfParser {
  private static final String ROOT = "root";

  /** A rule or group that is being read. */
  private static final class Group {
    final List<Expression> alternatives = new ArrayList<>();
    List<Expression> sequence = new ArrayList<>();

    void endAlternative() {
      alternatives.add(one(sequence, Expression.Sequence::new));
      sequence = new ArrayList<>();
    }

    Expression end() {
      endAlternative();
      return one(alternatives, Expression.Choice::new);
    }

    private static Expression one(
        List<Expression> all, Function<List<Expression>, Expression> many) {
      return all.size() == 1 ? all.getFirst() : many.apply(all);
    }
  }

  private final GbnfText text;
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final Map<String, Integer> uses = new LinkedHashMap<>(); // where a name is first used
  private final Map<String, Integer> definitions = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException if the text is too long
   */
  GbnfParser(String source) {
    if (source.length() > Limits.GRAMMAR_CHARS) {
      throw new IllegalArgumentException(
          "the grammar has %d characters; at most %d are read"
              .formatted(source.length(), Limits.GRAMMAR_CHARS));
    }
    text = new GbnfText(source);
  }

  /**
   * Reads all rules.
   *
   * @return the rule {@code root}
   * @throws IllegalArgumentException saying what is wrong, and where
   */
  Rule parse() {
    text.skipSpace(true);
    while (!text.atEnd()) {
      rule();
    }
    uses.forEach(
        (name, at) -> {
          if (!definitions.containsKey(name)) {
            throw text.wrong(at, "there is no rule '" + name + "'");
          }
        });
    if (!definitions.containsKey(ROOT)) {
      throw new IllegalArgumentException(
          "the grammar has no rule '" + ROOT + "', which says what an answer is");
    }
    return named(ROOT);
  }

  private Rule named(String name) {
    if (!rules.containsKey(name) && rules.size() == Limits.GRAMMAR_RULES) {
      throw text.wrong("more than " + Limits.GRAMMAR_RULES + " rules");
    }
    return rules.computeIfAbsent(name, Rule::new);
  }

  private void rule() {
    int at = text.at();
    String name = text.name();
    if (definitions.putIfAbsent(name, at) != null) {
      throw text.wrong(at, "rule '" + name + "' is there twice");
    }
    text.skipSpace(false);
    text.expect("::=");
    text.skipSpace(true);
    named(name).define(alternatives());
    if (!text.atEnd() && !text.takeLineEnd()) {
      throw text.wrong("expected a new line or the end, not " + text.shown());
    }
    text.skipSpace(true);
  }

  /** What comes up to the end of the rule. */
  private Expression alternatives() {
    Deque<Group> open = new ArrayDeque<>();
    Group group = new Group();
    while (true) {
      if (text.take('|')) {
        group.endAlternative();
        text.skipSpace(true);
      } else if (text.take('(')) {
        open.push(group);
        if (open.size() > Limits.GRAMMAR_DEPTH) {
          throw text.wrong("groups nested deeper than " + Limits.GRAMMAR_DEPTH);
        }
        group = new Group();
        text.skipSpace(true);
      } else if (!open.isEmpty() && text.take(')')) {
        Expression inner = group.end();
        group = open.pop();
        group.sequence.add(inner);
        text.skipSpace(!open.isEmpty());
      } else if (!repeat(group.sequence)) {
        Expression item = item();
        if (item == null) {
          break;
        }
        group.sequence.add(item);
        text.skipSpace(!open.isEmpty());
      } else {
        text.skipSpace(!open.isEmpty());
      }
    }
    if (!open.isEmpty()) {
      throw text.wrong("expected ')' or what a group may hold, not " + text.shown());
    }
    return group.end();
  }

  /** Reads a repetition of the last item, if there is one. */
  private boolean repeat(List<Expression> sequence) {
    int at = text.at();
    int min = 0;
    int max = Expression.UNBOUNDED;
    if (text.take('+')) {
      min = 1;
    } else if (text.take('?')) {
      max = 1;
    } else if (text.take('{')) {
      min = bound();
      max = min;
      if (text.take(',')) {
        text.skipSpace(false);
        max = text.isDigit() ? bound() : Expression.UNBOUNDED;
      }
      text.expect("}");
      if (max < min) {
        throw text.wrong(at, "{" + min + "," + max + "} counts backwards");
      }
    } else if (!text.take('*')) {
      return false;
    }
    if (sequence.isEmpty()) {
      throw text.wrong(at, "there is nothing to repeat");
    }
    sequence.add(sequence.removeLast().times(min, max));
    return true;
  }

  private int bound() {
    text.skipSpace(false);
    int at = text.at();
    int bound = text.number();
    if (bound > Limits.GRAMMAR_REPETITION) {
      throw text.wrong(at, "repetitions are counted up to " + Limits.GRAMMAR_REPETITION);
    }
    text.skipSpace(false);
    return bound;
  }

  private @Nullable Expression item() {
    if (text.take('"')) {
      return literal();
    }
    if (text.take('[')) {
      return set();
    }
    if (text.take('.')) {
      return new Expression.OneOf(CodePoints.ALL);
    }
    if (text.sees('<') || text.sees('!')) {
      return token();
    }
    if (text.isName()) {
      int at = text.at();
      String name = text.name();
      uses.putIfAbsent(name, at);
      return named(name).reference();
    }
    return null;
  }

  private Expression literal() {
    StringBuilder literal = new StringBuilder();
    while (!text.take('"')) {
      literal.appendCodePoint(text.character());
    }
    return new Expression.Literal(literal.toString());
  }

  private Expression set() {
    int at = text.at() - 1;
    boolean negated = text.take('^');
    CodePoints.Builder set = new CodePoints.Builder();
    boolean empty = true;
    while (!text.take(']')) {
      int from = text.at();
      int first = text.character();
      int last = text.takeRange() ? text.character() : first;
      if (last < first) {
        throw text.wrong(from, "a range that ends before it begins");
      }
      set.add(first, last);
      empty = false;
    }
    if (empty) {
      throw text.wrong(at, "an empty set of characters; '.' is any character");
    }
    CodePoints built = set.build();
    return new Expression.OneOf(negated ? built.complement() : built);
  }

  /** {@code <text>}, {@code <[id]>}, or either with {@code !} before it. */
  private Expression token() {
    boolean other = text.take('!');
    int at = text.at();
    text.expect("<");
    if (text.take('[')) {
      int id = text.number();
      text.expect("]>");
      return new Expression.Token("", id, other);
    }
    String name = text.upTo('>');
    if (name.isEmpty()) {
      throw text.wrong(at, "the name of a token has no end '>'");
    }
    return new Expression.Token("<" + name + ">", -1, other);
  }
}
