package dev.bantam.generate;

import dev.bantam.layer.Rows;
import dev.bantam.tokenizer.TokenPair;
import java.util.Arrays;

/**
 * A text that the engine works on, as tokens: first those whose keys and values are cached, then
 * those that still wait to be run. The last of them may be guesses, which stay or go when the model
 * has said what really comes. Belongs to the thread that steps the engine.
 */
final class Sequence {
  /** Receives what the model made of a row. */
  @FunctionalInterface
  interface Output {
    /**
     * Takes a row.
     *
     * @param position of the token that the row stands for
     * @param rows logits or hidden states, valid during the call only
     * @param row which of them
     */
    void see(int position, Rows rows, int row);
  }

  /** What an output is given. */
  enum Kind {
    LOGITS,
    HIDDEN
  }

  private static final Output NONE = (position, rows, row) -> {};

  private final int id;
  private final AdapterMix mix;
  private int[] tokens = new int[64];
  private int size;
  private int cached;
  private int certain;
  private int second = Integer.MAX_VALUE;
  private boolean open = true;
  private Kind kind = Kind.LOGITS;
  private int outputFrom = Integer.MAX_VALUE;
  private Output output = NONE;

  Sequence(int id, AdapterMix mix) {
    this.id = id;
    this.mix = mix;
  }

  /** Whether the engine still knows it. */
  boolean isOpen() {
    return open;
  }

  /** The engine has forgotten it: nothing is cached or waits any more. */
  void close() {
    open = false;
    cut(0);
  }

  /** Its number in the cache. */
  int id() {
    return id;
  }

  /** What it wants of the model's adapters. */
  AdapterMix mix() {
    return mix;
  }

  /** Number of tokens, waiting ones included. */
  int size() {
    return size;
  }

  /** Number of tokens that are cached. */
  int cached() {
    return cached;
  }

  /** Number of tokens that wait. */
  int waiting() {
    return size - cached;
  }

  /** Number of tokens, at its end, that are guesses. */
  int guessed() {
    return size - certain;
  }

  int token(int position) {
    return tokens[position];
  }

  /** Which text of a pair a token is of: 0 or 1. */
  int type(int position) {
    return position < second ? 0 : 1;
  }

  /** Adds the tokens of a pair to a sequence that is empty. */
  void append(TokenPair pair) {
    second = pair.second();
    append(pair.tokens());
  }

  /** A copy of the first {@code n} tokens. */
  int[] tokens(int n) {
    return Arrays.copyOf(tokens, n);
  }

  /** Adds tokens that shall be run; there must be no guesses. */
  void append(int... more) {
    guess(more);
    certain = size;
  }

  /** Adds tokens that shall be run and may turn out wrong. */
  void guess(int... more) {
    if (size + more.length > tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(size + more.length, 2 * tokens.length));
    }
    System.arraycopy(more, 0, tokens, size, more.length);
    size += more.length;
  }

  /**
   * Says which token comes after {@code position}. A guess that says otherwise is replaced, and all
   * after it are dropped, cached or not.
   *
   * @return whether it had been guessed
   */
  boolean goesOn(int position, int token) {
    boolean right = position + 1 < size && tokens[position + 1] == token;
    if (right) {
      certain = Math.max(certain, position + 2);
    } else {
      keep(position + 1);
      append(token);
    }
    return right;
  }

  /** Drops all tokens from {@code length} on; {@link Engine#step} drops what is cached of them. */
  void keep(int length) {
    size = Math.min(size, length);
    cached = Math.min(cached, size);
    certain = Math.min(certain, size);
  }

  /** Asks for what the model makes of the tokens at {@code from} and after. */
  void expect(Kind kind, int from, Output output) {
    this.kind = kind;
    this.outputFrom = from;
    this.output = output;
  }

  /** Asks for nothing more. */
  void expectNothing() {
    expect(Kind.LOGITS, Integer.MAX_VALUE, NONE);
  }

  boolean wants(int position, Kind what) {
    return position >= outputFrom && kind == what;
  }

  /** Hands out what the model made of a token, unless that was dropped meanwhile. */
  void give(int position, Rows rows, int row) {
    if (position < cached) {
      output.see(position, rows, row);
    }
  }

  /** The next {@code n} waiting tokens are cached now. */
  void ran(int n) {
    cached += n;
  }

  /** Keeps only the first {@code length} tokens, all of them cached. */
  void cut(int length) {
    size = length;
    cached = length;
    certain = length;
  }

  /** How many tokens at its beginning are cached and equal those of {@code other}. */
  int commonPrefix(int[] other) {
    int end = Math.min(cached, other.length);
    int mismatch = Arrays.mismatch(tokens, 0, end, other, 0, end);
    return mismatch < 0 ? end : mismatch;
  }
}
