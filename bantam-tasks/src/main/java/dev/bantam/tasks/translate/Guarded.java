package dev.bantam.tasks.translate;

import dev.bantam.evaluate.metric.Markup;
import dev.bantam.tasks.translate.Token.Kind;
import dev.bantam.tasks.translate.format.Mark;
import dev.bantam.tasks.translate.format.Piece;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A sentence whose markup, placeholders and numbers are set apart: what the model sees of it, and
 * what its answer must have.
 *
 * @param source the sentence
 * @param shown the same with short marks ({@code <1>}) for long ones
 * @param tokens what must come through, in order
 * @param terms whose translations must be in the answer, in order, each once
 */
record Guarded(String source, String shown, List<Token> tokens, List<Term> terms) {
  /** These stand in an answer only where they do in the source. */
  static final String SPECIAL = "%{}<>$&\\";

  /**
   * Sets apart what must come through.
   *
   * @param marks markup of the sentence
   */
  static Guarded of(String source, List<Mark> marks, Glossary glossary, Locale from, Locale to) {
    List<Glossary.Match> matches =
        glossary.matches(source, from).stream()
            .filter(m -> marks.stream().noneMatch(k -> m.start() < k.end() && k.start() < m.end()))
            .toList();
    TokenFinder finder = new TokenFinder(source, from, to);
    Map<Integer, Mark> byStart = new HashMap<>();
    marks.forEach(mark -> byStart.put(mark.start(), mark));
    Map<Integer, Integer> termEnds = new HashMap<>();
    matches.forEach(match -> termEnds.put(match.start(), match.end()));
    Map<Integer, Markup.Span> spans = new HashMap<>();
    Markup.spans(source).forEach(span -> spans.put(span.start(), span));
    for (int at = 0; at < source.length(); ) {
      int limit = next(marks, at, source.length());
      if (byStart.containsKey(at)) {
        at = finder.mark(byStart.get(at));
      } else if (termEnds.containsKey(at)) {
        at = finder.plain(at, termEnds.get(at));
      } else if (spans.containsKey(at) && spans.get(at).end() <= limit) {
        at = finder.span(spans.get(at));
      } else if (SPECIAL.indexOf(source.charAt(at)) >= 0) {
        at = finder.special(at);
      } else {
        at = finder.plain(at, at + 1);
      }
    }
    List<Term> terms = matches.stream().map(Glossary.Match::term).distinct().toList();
    return new Guarded(source, finder.shown(), finder.tokens(), terms);
  }

  private static int next(List<Mark> marks, int at, int end) {
    return marks.stream().mapToInt(Mark::start).filter(start -> start > at).min().orElse(end);
  }

  /** Whether there is anything to translate. */
  boolean hasWords() {
    String rest = shown;
    for (Token token : tokens) {
      rest = rest.replace(token.shown(), " ");
    }
    return rest.codePoints().anyMatch(Character::isLetter);
  }

  /**
   * An answer as pieces of a translation.
   *
   * @return null if a token is missing, there twice or out of place
   */
  @Nullable List<Piece> pieces(String answer) {
    BitSet used = new BitSet();
    List<Piece> pieces = restored(answer, used);
    return used.cardinality() == tokens.size() && survived(text(pieces)) ? pieces : null;
  }

  /** An answer as pieces of a translation, whatever it lacks. */
  List<Piece> restored(String answer) {
    return restored(answer, new BitSet());
  }

  private List<Piece> restored(String answer, BitSet used) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder free = new StringBuilder();
    for (int at = 0; at < answer.length(); ) {
      int found = tokenAt(answer, at, used);
      if (found < 0) {
        free.append(answer.charAt(at++));
        continue;
      }
      Token token = tokens.get(found);
      String form = form(token, answer, at);
      used.set(found);
      if (token.markup()) {
        pieces.add(new Piece(free.toString(), false));
        pieces.add(new Piece(token.source(), true));
        free.setLength(0);
      } else {
        free.append(token.kind() == Kind.NUMBER ? form : token.source());
      }
      at += form.length();
    }
    pieces.add(new Piece(free.toString(), false));
    pieces.removeIf(piece -> piece.text().isEmpty());
    return pieces;
  }

  /** The longest token that may stand here; -1 if none. */
  private int tokenAt(String answer, int at, BitSet used) {
    int found = -1;
    int length = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      String form = used.get(i) || !mayCome(i, used) ? "" : form(token, answer, at);
      if (form.length() > length) {
        found = i;
        length = form.length();
      }
    }
    return found;
  }

  private static String form(Token token, String answer, int at) {
    return token.forms().stream()
        .filter(form -> answer.startsWith(form, at))
        .max((a, b) -> a.length() - b.length())
        .orElse("");
  }

  /** Whether a token may come when others have. */
  boolean mayCome(int index, BitSet used) {
    Token token = tokens.get(index);
    if (token.after() >= 0 && !used.get(token.after())) {
      return false;
    }
    return switch (token.kind()) {
      case OPEN -> innermost(used) == token.parent();
      case CLOSE -> token.partner() < 0 || innermost(used) == token.partner();
      default -> true;
    };
  }

  /** The last pair that is open; -1 if none is. */
  private int innermost(BitSet used) {
    int innermost = -1;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Kind.OPEN && used.get(i) && !used.get(token.partner())) {
        innermost = i; // pairs inside begin later
      }
    }
    return innermost;
  }

  /** Whether a text has the numbers and placeholders of the source, no more and no less. */
  private boolean survived(String translation) {
    Markup before = Markup.of(source);
    Markup after = Markup.of(translation);
    boolean digits =
        terms.stream()
            .anyMatch(t -> (t.source() + t.targets()).chars().anyMatch(Character::isDigit));
    return sorted(before.placeholders()).equals(sorted(after.placeholders()))
        && (digits || sorted(before.numbers()).equals(sorted(after.numbers())));
  }

  private static List<String> sorted(List<String> list) {
    return list.stream().sorted().toList();
  }

  /** Pieces as one text. */
  static String text(List<Piece> pieces) {
    return pieces.stream().map(Piece::text).collect(Collectors.joining());
  }
}
