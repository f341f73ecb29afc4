package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/** StarCoder 2 (arXiv 2402.19173). See docs/models/starcoder2.md. */
final class Starcoder2 implements Architecture {
  private static final String LINEARS =
      """
      lm_head
      model.layers.#.
      self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj mlp.c_fc mlp.c_proj
      """;

  @Override
  public List<String> names() {
    return List.of("starcoder2");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(new HuggingFaceType("starcoder2", "starcoder2").withLinears(LINEARS));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.LAYER, "attn_norm"),
                        block.attention(
                            block
                                .attentionOptions(Kind.LAYER)
                                .window(file.window(block.index(), 0))
                                .rotary(file.rotary(Pairs.HALVES, block.keyDim())))),
                    new Residual(
                        block.norm(Kind.LAYER, "ffn_norm"),
                        block.mlp(file.activation(Activation.GELU_TANH)))))
        .norms(Kind.LAYER)
        .decoder();
  }
}
