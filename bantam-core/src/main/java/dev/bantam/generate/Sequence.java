package dev.bantam.generate;

import dev.bantam.layer.Rows;
import java.util.Arrays;

/**
 * A text that the engine works on, as tokens: first those whose keys and values are cached, then
 * those that still wait to be run. Belongs to the thread that steps the engine.
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
  private int[] tokens = new int[64];
  private int size;
  private int cached;
  private boolean open = true;
  private Kind kind = Kind.LOGITS;
  private int outputFrom = Integer.MAX_VALUE;
  private Output output = NONE;

  Sequence(int id) {
    this.id = id;
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

  int token(int position) {
    return tokens[position];
  }

  /** A copy of the first {@code n} tokens. */
  int[] tokens(int n) {
    return Arrays.copyOf(tokens, n);
  }

  /** Adds tokens that shall be run. */
  void append(int... more) {
    if (size + more.length > tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(size + more.length, 2 * tokens.length));
    }
    System.arraycopy(more, 0, tokens, size, more.length);
    size += more.length;
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

  void give(int position, Rows rows, int row) {
    output.see(position, rows, row);
  }

  /** The next {@code n} waiting tokens are cached now. */
  void ran(int n) {
    cached += n;
  }

  /** Keeps only the first {@code length} tokens, all of them cached. */
  void cut(int length) {
    size = length;
    cached = length;
  }

  /** How many tokens at its beginning are cached and equal those of {@code other}. */
  int commonPrefix(int[] other) {
    int end = Math.min(cached, other.length);
    int mismatch = Arrays.mismatch(tokens, 0, end, other, 0, end);
    return mismatch < 0 ? end : mismatch;
  }
}
