package dev.bantam.tasks.translate;

import dev.bantam.generate.constrain.Grammar;
import dev.bantam.tasks.translate.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an answer may look like: free text in which each token of a sentence stands exactly once,
 * and each term at least once. A rule of the grammar is a set of tokens and terms that have come,
 * and what came last; so the answer's end is a place where all have.
 *
 * <p>Tokens may change places where their {@link Token rules} let them. Where there would be too
 * many sets, they come in the order of the source.
 */
final class AnswerGrammar {
  /** Free text of any length. */
  static final int ANY = Integer.MAX_VALUE;

  private static final int MAX_SETS = 256;
  private static final int MAX_SETS_IN_ORDER = 2048;

  /** What a rule's answer has at its end. */
  private enum Last {
    /** A space, a mark or nothing: a word may begin. */
    EDGE,
    /** A letter, perhaps. */
    ANY,
    /** A number: no digit may follow, not even behind a point. */
    NUMBER,
    /** A term or a placeholder that ends with a letter: no letter may follow. */
    WORD,
    /** An address or a percent sign: no letter may follow, not even behind a point. */
    SPACED
  }

  /**
   * A set.
   *
   * @param come the tokens that have come, and after them the terms; never changed
   */
  private record State(BitSet come, Last last) {
    State with(int index, Last then) {
      BitSet more = (BitSet) come.clone();
      more.set(index);
      return new State(more, then);
    }
  }

  /** Control characters, line breaks, special characters and digits of all scripts. */
  private static final String EXCLUDED = "\\x00-\\x1F%{}<>$&\\\\\\x7F\\u2028\\u2029" + digits();

  private static final String EDGE =
      "[ !\"#'()*+,./:;=?@\\[\\]^_`|~\\-\\u00A0\\u00AB\\u00BB\\u2010-\\u2026\\u3001\\u3002\\uFF0C]";

  /** What may stand before a term. */
  private static final String BEFORE = "[ \"'(/\\-\\u00A0\\u00AB\\u00BB\\u2018-\\u201F]";

  private static final String PUNCTUATION = "[.,;:!?)]{0,3}";
  private static final String BETWEEN_DIGITS = ".,'\\u2019\\u00A0\\u202F\\u2009";

  /** A character of free text. */
  private static final String FREE = "free";

  /** The same, but for what joins two numbers. */
  private static final String APART = "apart";

  /** A letter that a term goes on with. */
  private static final String LETTER = "letter";

  /** What rules share, as it is long: a rule that names it stays short. */
  private static final Map<String, String> CHARACTERS =
      Map.of(
          FREE,
          "[^" + EXCLUDED + "]",
          APART,
          "[^" + EXCLUDED + BETWEEN_DIGITS + "]",
          LETTER,
          "[^" + EXCLUDED + EDGE.substring(1));

  private final Guarded sentence;
  private final int gap;
  private final boolean inOrder;
  private final Map<String, String> rules = new LinkedHashMap<>(CHARACTERS);
  private final Map<State, String> states = new HashMap<>();
  private final Deque<State> open = new ArrayDeque<>();

  private AnswerGrammar(Guarded sentence, int gap, boolean inOrder) {
    this.sentence = sentence;
    this.gap = gap;
    this.inOrder = inOrder;
  }

  /**
   * The grammar of a sentence's translations.
   *
   * @param gap most characters of free text between two tokens, and at the end; {@link #ANY} is no
   *     bound, and quicker
   * @return null if the sentence has too many tokens and terms for one
   */
  static @Nullable Grammar of(Guarded sentence, int gap) {
    String text = new AnswerGrammar(sentence, gap, false).text(MAX_SETS);
    if (text == null) {
      text = new AnswerGrammar(sentence, gap, true).text(MAX_SETS_IN_ORDER);
    }
    try {
      return text == null ? null : Grammar.gbnf(text);
    } catch (IllegalArgumentException e) {
      return null; // beyond the limits of grammars, as the text itself is well-formed
    }
  }

  /** A line of text, whatever it says. */
  static Grammar line() {
    return Grammar.gbnf("root ::= [^\\n\\r]+ \"\\n\"?");
  }

  /** The rules; null if there would be too many sets. */
  private @Nullable String text(int maxSets) {
    things("token", sentence.tokens().stream().map(AnswerGrammar::literal).toList());
    things("term", sentence.terms().stream().map(AnswerGrammar::forms).toList());
    rules.put("root", reference(new State(new BitSet(), Last.EDGE)));
    for (State state = open.poll(); state != null; state = open.poll()) {
      rules.put(reference(state), String.join(" | ", alternatives(state)));
      if (states.size() > maxSets) {
        return null;
      }
    }
    StringBuilder text = new StringBuilder();
    rules.forEach((name, body) -> text.append(name).append(" ::= ").append(body).append('\n'));
    return text.toString();
  }

  private void things(String name, List<String> bodies) {
    for (int i = 0; i < bodies.size(); i++) {
      rules.put(name + i, bodies.get(i));
    }
  }

  private String reference(State state) {
    return states.computeIfAbsent(
        state,
        met -> {
          open.add(met);
          return "set" + states.size();
        });
  }

  private List<String> alternatives(State state) {
    return switch (state.last) {
      case EDGE, ANY, NUMBER -> free(state);
      case WORD -> afterWord(state);
      case SPACED -> afterSpaced(state);
    };
  }

  /** Free text, then a token or a term; or the end. */
  private List<String> free(State state) {
    List<String> ways = new ArrayList<>();
    String text = state.last == Last.NUMBER ? "" : free();
    tokens(state)
        .forEach(
            i -> {
              Token token = sentence.tokens().get(i);
              String then = "token" + i + " " + reference(state.with(i, last(token)));
              if (state.last == Last.NUMBER) {
                afterNumber(then, token.kind() == Kind.NUMBER, ways);
              } else {
                ways.add(text + then);
              }
            });
    terms(state)
        .forEach(
            i -> {
              State next = state.with(i, Last.WORD);
              String then = "term" + (i - sentence.tokens().size()) + " " + reference(next);
              ways.add(free() + BEFORE + " " + then);
              if (state.last == Last.EDGE) {
                ways.add(then);
              }
            });
    if (isComplete(state)) {
      ways.add(free() + "\"\\n\"?");
    }
    return ways;
  }

  /** Text without tokens; with a space at its end, for what comes next in the rule. */
  private String free() {
    return FREE + (gap == ANY ? "* " : "{0," + gap + "} ");
  }

  private void afterNumber(String then, boolean number, List<String> ways) {
    if (!number) {
      ways.add(free() + then);
      return;
    }
    ways.add(APART + " " + free() + then);
    ways.add("[" + BETWEEN_DIGITS + "] " + FREE + " " + free() + then);
  }

  private List<String> afterWord(State state) {
    List<String> ways = new ArrayList<>(List.of(EDGE + " " + reference(again(state))));
    tokens(state)
        .filter(i -> !Character.isLetterOrDigit(sentence.tokens().get(i).source().charAt(0)))
        .forEach(
            i -> {
              Token token = sentence.tokens().get(i);
              ways.add("token" + i + " " + reference(state.with(i, last(token))));
            });
    if (isComplete(state)) {
      ways.add("\"\\n\"?");
    }
    return ways;
  }

  /** A full stop at an address's end is not part of it where a space or the end follows. */
  private List<String> afterSpaced(State state) {
    List<String> ways = new ArrayList<>();
    ways.add(PUNCTUATION + " \" \" " + reference(again(state)));
    if (isComplete(state)) {
      ways.add(PUNCTUATION + " \"\\n\"?");
    }
    tokens(state)
        .filter(i -> sentence.tokens().get(i).markup())
        .forEach(
            i -> {
              Token token = sentence.tokens().get(i);
              ways.add("token" + i + " " + reference(state.with(i, last(token))));
            });
    return ways;
  }

  private static State again(State state) {
    return new State(state.come, Last.EDGE);
  }

  private boolean isComplete(State state) {
    return state.come.cardinality() == sentence.tokens().size() + sentence.terms().size();
  }

  private IntStream tokens(State state) {
    IntStream missing =
        IntStream.range(0, sentence.tokens().size()).filter(i -> !state.come.get(i));
    return inOrder ? missing.limit(1) : missing.filter(i -> sentence.mayCome(i, state.come));
  }

  private IntStream terms(State state) {
    int tokens = sentence.tokens().size();
    int count = tokens + sentence.terms().size();
    IntStream missing = IntStream.range(tokens, count).filter(i -> !state.come.get(i));
    return inOrder ? missing.limit(1) : missing;
  }

  private static Last last(Token token) {
    return switch (token.kind()) {
      case NUMBER -> Last.NUMBER;
      case WORD -> Last.WORD;
      case SPACED -> Last.SPACED;
      case OPEN, CLOSE, POINT -> Last.EDGE;
    };
  }

  private static String literal(Token token) {
    return token.forms().size() == 1
        ? quoted(token.shown())
        : String.join(" | ", token.forms().stream().map(AnswerGrammar::quoted).toList());
  }

  /** The forms of a term, also as a sentence begins with them. */
  private static String forms(Term term) {
    List<String> forms = new ArrayList<>();
    for (String form : term.targets()) {
      boolean goesOn = form.length() > 1 && form.endsWith("*");
      String word = goesOn ? form.substring(0, form.length() - 1) : form;
      String ending = goesOn ? " " + LETTER + "{0,12}" : "";
      forms.add(quoted(word) + ending);
      if (word.codePoints().noneMatch(Character::isUpperCase)) {
        int first = word.offsetByCodePoints(0, 1);
        forms.add(
            quoted(word.substring(0, first).toUpperCase(Locale.ROOT) + word.substring(first))
                + ending);
      }
    }
    return String.join(" | ", forms);
  }

  private static String digits() {
    StringBuilder ranges = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (Character.isDigit(c)) {
        int first = c;
        while (Character.isDigit(c + 1)) {
          c++;
        }
        ranges.append(String.format(Locale.ROOT, "\\U%08X-\\U%08X", first, c));
      }
    }
    return ranges.toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c < ' ' || c == '"' || c == '\\') {
                quoted.append(String.format(Locale.ROOT, "\\x%02X", c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }
}
