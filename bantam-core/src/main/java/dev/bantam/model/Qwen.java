package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.MixtureOfExperts.Gating;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/**
 * Qwen 2, 2.5 and 3, dense and mixture of experts (arXiv 2407.10671, 2505.09388). See
 * docs/models/qwen.md.
 */
final class Qwen implements Architecture {
  private static final String MIXTURE =
      """
      lm_head
      model.layers.#.
      self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj
      mlp.gate_proj mlp.up_proj mlp.down_proj
      mlp.gate mlp.experts.#.gate_proj mlp.experts.#.up_proj mlp.experts.#.down_proj
      mlp.shared_expert.gate_proj mlp.shared_expert.up_proj mlp.shared_expert.down_proj
      mlp.shared_expert_gate
      """;

  @Override
  public List<String> names() {
    return List.of("qwen2", "qwen2moe", "qwen3", "qwen3moe");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("qwen2", "qwen2"),
        new HuggingFaceType("qwen2_moe", "qwen2moe").withLinears(MIXTURE),
        new HuggingFaceType("qwen3", "qwen3"),
        new HuggingFaceType("qwen3_moe", "qwen3moe").withLinears(MIXTURE));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean normalise = file.architecture().equals("qwen3moe");
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
                        block.norm(Kind.RMS, "ffn_norm"),
                        block.has("ffn_gate_inp.weight")
                            ? block.experts(Activation.SILU, Gating.SOFTMAX, normalise)
                            : block.gatedMlp(Activation.SILU))))
        .decoder();
  }
}
