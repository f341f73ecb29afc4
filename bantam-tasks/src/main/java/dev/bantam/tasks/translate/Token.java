package dev.bantam.tasks.translate;

import java.util.List;

/**
 * Something in a sentence that must come through once, as it is.
 *
 * @param kind what rules it follows
 * @param source as it stands in the sentence
 * @param forms how it may stand in an answer, first as the model is shown it
 * @param markup whether the file has it as markup
 * @param partner of an opening tag, the index of the closing one, and the other way round; -1 for
 *     all else
 * @param parent the index of the innermost opening tag that it stands in; -1 if in none
 * @param after the index of a token that must come earlier; -1 if any may
 */
record Token(
    Kind kind,
    String source,
    List<String> forms,
    boolean markup,
    int partner,
    int parent,
    int after) {
  Token {
    forms = List.copyOf(forms);
  }

  /** Kinds, by what may stand beside them. */
  enum Kind {
    /** Opens a pair. */
    OPEN,
    /** Closes it. */
    CLOSE,
    /** A number: no digit may stand beside it. */
    NUMBER,
    /** A placeholder that ends with a letter: no letter may follow. */
    WORD,
    /** An address, or a percent sign: a space or the end must follow, perhaps after punctuation. */
    SPACED,
    /** Anything else. */
    POINT
  }

  /** As the model is shown it. */
  String shown() {
    return forms.getFirst();
  }
}
