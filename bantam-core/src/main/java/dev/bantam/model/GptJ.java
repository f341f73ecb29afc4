package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/**
 * GPT-J (Wang and Komatsuzaki, 2021) and CodeGen (arXiv 2203.13474): attention and feed-forward
 * side by side from one norm, the first numbers of each head turned in adjacent pairs. See
 * docs/models/gptj.md.
 */
final class GptJ implements Architecture {
  private static final String LINEARS =
      """
      lm_head
      transformer.h.#.
      attn.q_proj attn.k_proj attn.v_proj attn.qkv_proj attn.out_proj
      mlp.fc_in mlp.fc_out
      """;

  @Override
  public List<String> names() {
    return List.of("gptj", "codegen");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("gptj", "gptj").withLinears(LINEARS),
        new HuggingFaceType("codegen", "codegen", GptJ::unblock).withLinears(LINEARS));
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
                                    .rotary(file.rotary(Pairs.ADJACENT, block.keyDim()))),
                            block.mlp(file.activation(Activation.GELU_TANH))))))
        .norms(Kind.LAYER)
        .decoder();
  }

  /**
   * CodeGen keeps its projection in four blocks, for four machines, each of query, value and key.
   */
  private static void unblock(Conversion c) throws MalformedFileException {
    int d = c.get("embedding_length");
    int part = d / 4;
    int[] order = new int[3 * d];
    int[] place = {0, 2, 1};
    for (int i = 0; i < order.length; i++) {
      int block = i % d / part;
      order[i] = (block * 3 + place[i / d]) * part + i % part;
    }
    c.reorder("attn_qkv", order);
  }
}
