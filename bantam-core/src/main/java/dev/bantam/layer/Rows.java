package dev.bantam.layer;

import java.util.Arrays;

/**
 * The activations of one op: {@code n} rows of {@code d} numbers. Row r is value[r * d .. (r + 1) *
 * d); the array may be longer than n * d.
 *
 * @param n rows, one a token
 * @param d numbers in a row
 */
public record Rows(int n, int d, float[] value) {
  /** The number in row {@code r}, column {@code c}. */
  public float get(int r, int c) {
    return value[r * d + c];
  }

  /** A copy of row {@code r}: [d]. */
  public float[] row(int r) {
    return Arrays.copyOfRange(value, r * d, (r + 1) * d);
  }
}
