package dev.bantam.layer;

import java.util.stream.IntStream;

/**
 * The tokens of one forward pass: n rows, of one or many sequences. The rows of one sequence stand
 * in the order of their positions, which follow on from those the sequence already has.
 *
 * @param tokens [n] token ids
 * @param sequences [n] which sequence each row belongs to; a small number that the caller chose
 * @param positions [n] position in its sequence, from 0
 * @param types [n] which text of its sequence each token is of: 0, or 1 for the second of a pair
 */
public record Batch(int[] tokens, int[] sequences, int[] positions, int[] types) {

  public Batch {
    if (tokens.length != sequences.length
        || tokens.length != positions.length
        || tokens.length != types.length) {
      throw new IllegalArgumentException("tokens, sequences, positions and types differ in length");
    }
  }

  /** Tokens of sequences that are one text each. */
  public Batch(int[] tokens, int[] sequences, int[] positions) {
    this(tokens, sequences, positions, new int[tokens.length]);
  }

  /** Tokens of one sequence from position {@code start} on. */
  public static Batch of(int sequence, int start, int... tokens) {
    int[] sequences = new int[tokens.length];
    int[] positions = new int[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      sequences[i] = sequence;
      positions[i] = start + i;
    }
    return new Batch(tokens, sequences, positions);
  }

  public int size() {
    return tokens.length;
  }

  /**
   * Where each sequence begins, in a batch of whole sequences one after the other: sequence i is
   * the rows [starts[i], starts[i + 1]).
   *
   * @return [sequences + 1]; the last is the number of rows
   * @throws IllegalArgumentException if a sequence does not begin in this batch
   */
  int[] starts() {
    IntStream.Builder starts = IntStream.builder();
    for (int row = 0; row < size(); row = endOfRun(row, size())) {
      if (positions[row] != 0) {
        throw new IllegalArgumentException("a sequence that does not begin in the batch");
      }
      starts.add(row);
    }
    return starts.add(size()).build().toArray();
  }

  /** One past the last row, at most {@code limit}, that continues the sequence of {@code from}. */
  int endOfRun(int from, int limit) {
    int to = from + 1;
    while (to < limit
        && sequences[to] == sequences[from]
        && positions[to] == positions[to - 1] + 1) {
      to++;
    }
    return to;
  }
}
