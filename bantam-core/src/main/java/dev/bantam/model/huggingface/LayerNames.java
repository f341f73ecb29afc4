package dev.bantam.model.huggingface;

import java.util.Set;

/** What users of Hugging Face's libraries call the linear layers of a block. */
public final class LayerNames {
  private LayerNames() {}

  /**
   * The GGUF names, such as {@code attn_q}, of what models call by the last part of a name, such as
   * {@code q_proj}.
   *
   * @return empty if none does
   */
  public static Set<String> of(String name) {
    return TensorNames.calledInBlocks(name);
  }

  /** All last parts of names that {@link #of} knows, such as {@code q_proj}. */
  public static Set<String> all() {
    return TensorNames.lastParts();
  }
}
