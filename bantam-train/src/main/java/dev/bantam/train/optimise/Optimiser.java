package dev.bantam.train.optimise;

import dev.bantam.tensor.Tensor;
import java.util.List;

/** Changes parameters by their gradients. The bits do not depend on the number of threads. */
public interface Optimiser {
  /**
   * Changes every parameter once.
   *
   * @param step counts from 1
   * @param gradientScale what gradients are multiplied by first, to clip them
   */
  void step(long step, double learningRate, float gradientScale);

  /**
   * All that it remembers from step to step, in memory that may be written to: who saves these
   * tensors and later copies the values back goes on as if nothing had happened.
   */
  List<Tensor> state();
}
