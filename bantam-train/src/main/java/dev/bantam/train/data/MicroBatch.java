package dev.bantam.train.data;

import dev.bantam.layer.Batch;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of one forward and backward pass: examples one after the other, each a sequence of its
 * own with positions from 0, so that they do not see each other and nothing is padded.
 *
 * @param batch r rows
 * @param targets [r] the token that each row shall predict, or {@link #NONE}
 */
public record MicroBatch(Batch batch, int[] targets) {
  /** No prediction of this row counts. */
  public static final int NONE = -1;

  public MicroBatch {
    if (targets.length != batch.size()) {
      throw new IllegalArgumentException("targets must have one entry for each row");
    }
  }

  /** The rows of {@code examples}, which are sequences 0, 1, ... */
  public static MicroBatch of(List<Encoded> examples) {
    int size = Math.toIntExact(examples.stream().mapToLong(Encoded::rows).sum());
    int[] tokens = new int[size];
    int[] sequences = new int[size];
    int[] positions = new int[size];
    int[] targets = new int[size];
    int row = 0;
    for (int sequence = 0; sequence < examples.size(); sequence++) {
      Encoded example = examples.get(sequence);
      int rows = example.rows();
      System.arraycopy(example.tokens(), 0, tokens, row, rows);
      Arrays.fill(sequences, row, row + rows, sequence);
      for (int i = 0; i < rows; i++) {
        positions[row + i] = i;
        targets[row + i] = example.trained()[i + 1] ? example.tokens()[i + 1] : NONE;
      }
      row += rows;
    }
    return new MicroBatch(new Batch(tokens, sequences, positions), targets);
  }
}
