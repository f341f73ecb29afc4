package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/**
 * Phi 3, 3.5 and 4 (arXiv 2404.14219), with LongRoPE (arXiv 2402.13753). See docs/models/phi.md.
 */
final class Phi3 implements Architecture {
  private static final String LINEARS =
      """
      lm_head
      model.layers.#.
      self_attn.qkv_proj self_attn.o_proj mlp.gate_up_proj mlp.down_proj
      """;

  @Override
  public List<String> names() {
    return List.of("phi3");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(new HuggingFaceType("phi3", "phi3").withLinears(LINEARS));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.RMS, "attn_norm"),
                        block.attention(
                            block
                                .attentionOptions(Kind.RMS)
                                .window(file.window(block.index(), 0))
                                .rotary(file.rotary(Pairs.HALVES, block.keyDim())))),
                    new Residual(
                        block.norm(Kind.RMS, "ffn_norm"), block.gatedMlp(Activation.SILU))))
        .decoder();
  }
}
