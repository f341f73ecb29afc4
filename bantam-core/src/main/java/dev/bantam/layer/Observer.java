package dev.bantam.layer;

/** Sees the named outputs of ops while a model runs. */
@FunctionalInterface
public interface Observer {
  /**
   * Called once for each named output, in the order of computation.
   *
   * @param layer the block's number, or -1 outside the blocks
   * @param name the op's output, such as {@code embed}, {@code attn_out}, {@code ffn_out}, {@code
   *     block_out}, {@code hidden} (after the final norm) or {@code logits}
   * @param rows the activations; valid only during the call
   */
  void see(int layer, String name, Rows rows);
}
