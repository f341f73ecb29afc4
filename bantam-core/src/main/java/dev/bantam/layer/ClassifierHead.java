package dev.bantam.layer;

import org.jspecify.annotations.Nullable;

/**
 * Scores the labels of a classifier by a text's pooled hidden state: output(norm(act(dense(x)))),
 * of which the inner ones may be absent (transformers' {@code BertForSequenceClassification} and
 * its like). A cross-encoder has one label: how well the second text answers the first.
 */
public final class ClassifierHead {
  private final @Nullable Linear dense;
  private final Activation activation;
  private final @Nullable Norm norm;
  private final Linear output;

  /**
   * @param dense [d, d], or null; then neither activation nor norm are used
   * @param norm of d numbers, or null
   * @param output [labels, d]
   */
  public ClassifierHead(
      @Nullable Linear dense, Activation activation, @Nullable Norm norm, Linear output) {
    this.dense = dense;
    this.activation = activation;
    this.norm = norm;
    this.output = output;
  }

  /** How many labels there are. */
  public int labels() {
    return output.outputs();
  }

  /**
   * Scores texts.
   *
   * @param pooled [m, d]
   * @return [m, labels]
   */
  public Rows forward(Rows pooled, Pass pass) {
    Rows x = pooled;
    if (dense != null) {
      x = activation.apply(dense.forward(x, pass), pass);
      x = norm == null ? x : norm.apply(x, pass);
    }
    return output.forward(x, pass);
  }
}
