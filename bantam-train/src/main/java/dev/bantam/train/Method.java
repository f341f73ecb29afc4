package dev.bantam.train;

import java.util.List;

/**
 * How a model learns from examples: what their loss is, and its gradient. The same examples, seed
 * and weights give the same bits, however many threads work.
 *
 * @param <E> an example, such as a text's tokens or a pair of answers
 */
public interface Method<E> {
  /**
   * How many of an example's tokens (or pairs) count in the loss; the step's mean is over these.
   */
  long weight(E example);

  /** How many rows an example takes in a forward pass: its length in tokens. */
  int rows(E example);

  /**
   * Runs one micro-batch forward and backward.
   *
   * @param scale what the gradient of the <em>sum</em> of the losses is multiplied by before it is
   *     added to the parameters' gradients
   * @param seed whatever is random in this pass (dropout) follows from it alone
   */
  Loss accumulate(List<E> examples, double scale, long seed);

  /** The loss of a micro-batch, forward only and with nothing random. */
  Loss evaluate(List<E> examples);

  /** The beginning of an example for a person to recognise it by, such as its first words. */
  String describe(E example);
}
