package dev.bantam.tokenizer.chat;

import dev.bantam.format.Limits;
import dev.bantam.format.MalformedFileException;
import java.util.List;
import java.util.Locale;

/** A place in a run of tokens, and how deep the parsers have gone there. */
final class Tokens {
  private final String file;
  private final List<Token> tokens;
  private int at;
  private int depth;

  Tokens(String file, List<Token> tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  boolean is(Token.Kind kind) {
    return peek().kind() == kind;
  }

  boolean isOperator(String operator) {
    return peek().isOperator(operator);
  }

  boolean isName(String name) {
    return peek().isName(name);
  }

  boolean skipOperator(String operator) {
    if (isOperator(operator)) {
      next();
      return true;
    }
    return false;
  }

  boolean skipName(String name) {
    if (isName(name)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(Token.Kind kind) throws MalformedFileException {
    if (!is(kind)) {
      throw unexpected(new Token(kind, "a " + kind.name().toLowerCase(Locale.ROOT), 0, 0));
    }
    return next();
  }

  void expectOperator(String operator) throws MalformedFileException {
    if (!skipOperator(operator)) {
      throw wrong("'" + operator + "' was expected and not " + peek().describe());
    }
  }

  void expectName(String name) throws MalformedFileException {
    if (!skipName(name)) {
      throw wrong("'" + name + "' was expected and not " + peek().describe());
    }
  }

  void enter() throws MalformedFileException {
    if (++depth > Limits.TEMPLATE_DEPTH) {
      throw wrong("nested deeper than " + Limits.TEMPLATE_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  private MalformedFileException unexpected(Token wanted) {
    return wrong(wanted.describe() + " was expected and not " + peek().describe());
  }

  /** A fault at the current token. */
  MalformedFileException wrong(String reason) {
    return Lexer.wrong(file, peek().offset(), peek().line(), reason);
  }
}
