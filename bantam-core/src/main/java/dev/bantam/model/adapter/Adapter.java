package dev.bantam.model.adapter;

import dev.bantam.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A low-rank adapter (arXiv 2106.09685): what it adds to which weights of a model.
 *
 * @param name for messages: the file or folder it was read from
 * @param changes by the GGUF name of the weight, such as {@code blk.0.attn_q.weight}; rows and
 *     columns are ordered as GGUF orders them
 */
public record Adapter(String name, Map<String, Change> changes) {

  /**
   * The change of one weight: scale B A.
   *
   * @param a [r, d in]
   * @param b [d out, r]
   * @param scale alpha / r, or alpha / sqrt(r)
   * @param magnitude [d out] of DoRA, or null
   * @param dropout share of the input that training leaves out; nothing else uses it
   */
  public record Change(
      Tensor a, Tensor b, float scale, @Nullable Tensor magnitude, float dropout) {}

  public Adapter {
    changes = Map.copyOf(changes);
  }

  /** This adapter with {@code factor} times its effect. */
  public Adapter scaled(float factor) {
    Map<String, Change> scaled = new TreeMap<>();
    changes.forEach(
        (weight, c) ->
            scaled.put(weight, new Change(c.a, c.b, c.scale * factor, c.magnitude, c.dropout)));
    return new Adapter(name, scaled);
  }
}
