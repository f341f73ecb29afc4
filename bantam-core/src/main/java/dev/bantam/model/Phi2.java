package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/**
 * Phi 1, 1.5 and 2 (arXiv 2306.11644, 2309.05463): attention and feed-forward side by side. See
 * docs/models/phi.md.
 */
final class Phi2 implements Architecture {
  private static final String LINEARS =
      """
      lm_head
      model.layers.#.
      self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.dense mlp.fc1 mlp.fc2
      """;

  @Override
  public List<String> names() {
    return List.of("phi2");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(new HuggingFaceType("phi", "phi2").withLinears(LINEARS));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.LAYER, "attn_norm"),
                        Layer.sum(
                            block.attention(
                                block
                                    .attentionOptions(Kind.LAYER)
                                    .rotary(file.rotary(Pairs.HALVES, block.keyDim()))),
                            block.mlp(file.activation(Activation.GELU_TANH))))))
        .norms(Kind.LAYER)
        .decoder();
  }
}
