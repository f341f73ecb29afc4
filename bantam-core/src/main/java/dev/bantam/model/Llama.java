package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Layer;
import dev.bantam.layer.MixtureOfExperts.Gating;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/**
 * Llama 1 to 3 (arXiv 2302.13971, 2307.09288, 2407.21783), and what shares its graph: Mistral,
 * Mixtral, Code Llama, TinyLlama, SmolLM, Vicuna, DeepSeek-Coder. See docs/models/llama.md.
 */
final class Llama implements Architecture {
  private static final String LINEARS =
      """
      lm_head
      model.layers.#.
      self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj
      mlp.gate_proj mlp.up_proj mlp.down_proj
      block_sparse_moe.gate block_sparse_moe.experts.#.w1
      block_sparse_moe.experts.#.w2 block_sparse_moe.experts.#.w3
      """;

  @Override
  public List<String> names() {
    return List.of("llama");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("llama", "llama", Conversion::pairQueriesAndKeys).withLinears(LINEARS),
        new HuggingFaceType("mistral", "llama", Conversion::pairQueriesAndKeys)
            .withLinears(LINEARS),
        new HuggingFaceType("mixtral", "llama", Conversion::pairQueriesAndKeys)
            .withLinears(LINEARS));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Norm.Kind.RMS, "attn_norm"),
                        block.attention(
                            block
                                .attentionOptions(Norm.Kind.RMS)
                                .rotary(file.rotary(Pairs.ADJACENT, block.keyDim()))
                                .window(file.window(block.index(), 0)))),
                    new Residual(block.norm(Norm.Kind.RMS, "ffn_norm"), feedForward(block))))
        .decoder();
  }

  private static Layer feedForward(BlockWiring block) throws MalformedFileException {
    return block.has("ffn_gate_inp.weight")
        ? block.experts(Activation.SILU, Gating.SOFTMAX, true)
        : block.gatedMlp(Activation.SILU);
  }
}
