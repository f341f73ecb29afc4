package dev.bantam.tasks.translate;

import dev.bantam.evaluate.metric.Markup;
import dev.bantam.tasks.translate.Token.Kind;
import dev.bantam.tasks.translate.format.Mark;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the tokens of a sentence from left to right. */
final class TokenFinder {
  /** Longer placeholders are shown as a mark. */
  private static final int SHORT = 24;

  /** A token as it is found, when what comes later is not known. */
  private static final class Found {
    final Kind kind;
    final String source;
    final List<String> forms;
    final boolean markup;
    final boolean inOrder;
    int partner = -1;

    Found(Kind kind, String source, List<String> forms, boolean markup, boolean inOrder) {
      this.kind = kind;
      this.source = source;
      this.forms = forms;
      this.markup = markup;
      this.inOrder = inOrder;
    }
  }

  private final String source;
  private final char decimalFrom;
  private final char decimalTo;
  private final StringBuilder shown = new StringBuilder();
  private final List<Found> found = new ArrayList<>();
  private final List<Integer> open = new ArrayList<>();
  private int number;

  TokenFinder(String source, Locale from, Locale to) {
    this.source = source;
    decimalFrom = DecimalFormatSymbols.getInstance(from).getDecimalSeparator();
    decimalTo = DecimalFormatSymbols.getInstance(to).getDecimalSeparator();
  }

  /** Text that may change, its white space as single spaces; returns its end, as all here do. */
  int plain(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = source.charAt(i);
      boolean space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      if (!space) {
        shown.append(c);
      } else if (shown.isEmpty() || shown.charAt(shown.length() - 1) != ' ') {
        shown.append(' ');
      }
    }
    return end;
  }

  int mark(Mark mark) {
    String text = source.substring(mark.start(), mark.end());
    switch (mark.kind()) {
      case OPEN -> open(text, true);
      case CLOSE -> close(text, true);
      case POINT -> add(Kind.POINT, text, List.of(numbered("<%d/>")), true, false);
    }
    return mark.end();
  }

  int span(Markup.Span span) {
    String text = source.substring(span.start(), span.end());
    if (span.number()) {
      add(Kind.NUMBER, text, numbers(text), false, false);
    } else if (text.startsWith("</")) {
      close(text, false);
    } else if (text.startsWith("<") && !text.endsWith("/>")) {
      open(text, false);
    } else if (text.startsWith("<")) {
      add(Kind.POINT, text, List.of(numbered("<%d/>")), false, false);
    } else if ("{$%".indexOf(text.charAt(0)) < 0) {
      add(Kind.SPACED, text, List.of(numbered("<%d/>")), false, false);
    } else {
      boolean printf = text.startsWith("%");
      String form = text.length() <= SHORT ? text : numbered("<%d/>");
      boolean inOrder = printf && text.indexOf('$') < 0 && text.indexOf('(') < 0;
      add(printf ? Kind.WORD : Kind.POINT, text, List.of(form), false, inOrder);
    }
    return span.end();
  }

  /** A character that free text may not have; with a percent sign what belongs to it. */
  int special(int at) {
    int end = at + 1;
    if (source.charAt(at) == '%') {
      end += source.startsWith("%", end) ? 1 : 0;
      while (end < source.length() && Character.isDigit(source.charAt(end))) {
        end++;
      }
    }
    String text = source.substring(at, end);
    Kind kind = text.startsWith("%") ? Kind.SPACED : Kind.POINT;
    add(kind, text, List.of(text), false, false);
    return end;
  }

  private String numbered(String form) {
    number++;
    return form.formatted(number);
  }

  /** A number as it is, and with the decimal sign of the target language. */
  private List<String> numbers(String text) {
    boolean plain = text.chars().filter(c -> !Character.isDigit(c)).count() != 1;
    return plain || decimalFrom == decimalTo || text.indexOf(decimalFrom) < 0
        ? List.of(text)
        : List.of(text, text.replace(decimalFrom, decimalTo));
  }

  private void open(String text, boolean markup) {
    open.add(found.size());
    add(Kind.OPEN, text, List.of(numbered("<%d>")), markup, false);
  }

  private void close(String text, boolean markup) {
    if (open.isEmpty()) { // its beginning is in another sentence
      add(Kind.POINT, text, List.of(numbered("</%d>")), markup, true);
      return;
    }
    int partner = open.removeLast();
    Found opening = found.get(partner);
    opening.partner = found.size();
    add(Kind.CLOSE, text, List.of("</" + opening.forms.getFirst().substring(1)), markup, false);
    found.getLast().partner = partner;
  }

  private void add(Kind kind, String text, List<String> forms, boolean markup, boolean inOrder) {
    found.add(new Found(kind, text, forms, markup, inOrder));
    shown.append(forms.getFirst());
  }

  /** The sentence as the model is shown it. */
  String shown() {
    return shown.toString();
  }

  /** The tokens, which know which come earlier: those in order, and those that are alike. */
  List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Found token = found.get(i);
      boolean alone = isAlone(token);
      int after = -1;
      for (int j = 0; j < i; j++) {
        Found earlier = found.get(j);
        boolean both = (token.inOrder || alone) && (earlier.inOrder || isAlone(earlier));
        after = both || earlier.forms.equals(token.forms) ? j : after;
      }
      Kind kind = alone ? Kind.POINT : token.kind;
      tokens.add(
          new Token(
              kind, token.source, token.forms, token.markup, token.partner, parent(i), after));
    }
    return tokens;
  }

  /** Whether a tag's end is in another sentence. */
  private static boolean isAlone(Found token) {
    return token.kind == Kind.OPEN && token.partner < 0;
  }

  /** The innermost pair around a token. */
  private int parent(int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (found.get(i).kind == Kind.OPEN && found.get(i).partner > index) {
        return i;
      }
    }
    return -1;
  }
}
