package dev.bantam.generate.constrain;

import static dev.bantam.generate.constrain.Expression.UNBOUNDED;

import dev.bantam.format.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression of a JSON schema (ECMA-262) as what it matches, written as the content of a
 * JSON string. Where it has no anchors, anything may stand before and after, as the specification
 * has it. Look-around, references back, word boundaries and Unicode properties are refused.
 */
final class Pattern {
  private final PatternText text;
  private int depth;

  Pattern(String pattern) {
    text = new PatternText(pattern);
  }

  /**
   * What the pattern matches.
   *
   * @throws PatternException if it is malformed or not supported
   */
  Expression parse() throws PatternException {
    List<Expression> alternatives = new ArrayList<>();
    do {
      boolean fromStart = text.take('^');
      List<Expression> sequence = new ArrayList<>();
      if (!fromStart) {
        sequence.add(anything());
      }
      sequence.addAll(sequence());
      if (!text.take('$')) {
        sequence.add(anything());
      }
      alternatives.add(one(sequence));
    } while (text.take('|'));
    if (!text.atEnd()) {
      throw text.wrong(
          text.sees(')') ? "')' closes no group" : "anchors are supported only at the ends");
    }
    return alternatives.size() == 1 ? alternatives.getFirst() : new Expression.Choice(alternatives);
  }

  private static Expression anything() {
    return JsonRules.CHARACTER.times(0, UNBOUNDED);
  }

  private static Expression one(List<Expression> sequence) {
    return sequence.size() == 1 ? sequence.getFirst() : new Expression.Sequence(sequence);
  }

  private List<Expression> sequence() throws PatternException {
    List<Expression> sequence = new ArrayList<>();
    while (!text.atEnd()
        && !text.sees('|')
        && !text.sees(')')
        && !text.sees('$')
        && !text.sees('^')) {
      sequence.add(repeated(atom()));
    }
    return sequence;
  }

  private Expression atom() throws PatternException {
    if (text.take('(')) {
      return group();
    }
    if (text.take('[')) {
      return JsonText.of(text.set());
    }
    if (text.sees('*') || text.sees('+') || text.sees('?') || text.sees('{')) {
      throw text.wrong("there is nothing to repeat");
    }
    return JsonText.of(text.character());
  }

  private Expression group() throws PatternException {
    if (++depth > Limits.GRAMMAR_DEPTH) {
      throw text.wrong("groups nested deeper than " + Limits.GRAMMAR_DEPTH);
    }
    text.groupKind();
    List<Expression> alternatives = new ArrayList<>();
    do {
      alternatives.add(one(sequence()));
    } while (text.take('|'));
    if (!text.take(')')) {
      throw text.wrong(
          text.atEnd() ? "a group has no end" : "anchors are supported only at the ends");
    }
    depth--;
    return alternatives.size() == 1 ? alternatives.getFirst() : new Expression.Choice(alternatives);
  }

  private Expression repeated(Expression atom) throws PatternException {
    int min = 0;
    int max = UNBOUNDED;
    if (text.take('+')) {
      min = 1;
    } else if (text.take('?')) {
      max = 1;
    } else if (text.take('{')) {
      min = text.bound();
      max = min;
      if (text.take(',')) {
        max = text.sees('}') ? UNBOUNDED : text.bound();
      }
      if (!text.take('}') || max < min) {
        throw text.wrong("a repetition must be like {2}, {2,} or {2,5}");
      }
    } else if (!text.take('*')) {
      return atom;
    }
    text.take('?'); // a lazy one matches the same texts
    if (text.sees('+') || text.sees('*') || text.sees('?') || text.sees('{')) {
      throw text.wrong("a repetition of a repetition needs a group");
    }
    return atom.times(min, max);
  }
}
