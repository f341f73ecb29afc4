package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/**
 * GPT-2 (Radford et al., 2019), StarCoder and Granite code models (gpt_bigcode, arXiv 2305.06161):
 * learned positions, sequential blocks. See docs/models/gpt2.md.
 */
final class Gpt2 implements Architecture {
  private static final String GPT2 =
      """
      lm_head
      transformer.h.#.
      attn.c_attn attn.c_proj mlp.c_fc mlp.c_proj
      """;

  private static final String GPT_NEO =
      """
      lm_head
      transformer.h.#.attn.attention.
      q_proj k_proj v_proj out_proj
      transformer.h.#.mlp.
      c_fc c_proj
      """;

  private static final String OPT =
      """
      lm_head
      model.decoder.layers.#.
      self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.out_proj fc1 fc2
      """;

  @Override
  public List<String> names() {
    return List.of("gpt2", "starcoder", "gptneo", "opt");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("gpt2", "gpt2", Gpt2::transpose).withLinears(GPT2),
        new HuggingFaceType("gpt_bigcode", "starcoder", Gpt2::ungroup).withLinears(GPT2),
        new HuggingFaceType("gpt_neo", "gptneo", Gpt2::alternate).withLinears(GPT_NEO),
        new HuggingFaceType("opt", "opt", Gpt2::cutPositions).withLinears(OPT));
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
                                .window(file.window(block.index(), 0)))),
                    new Residual(
                        block.norm(Kind.LAYER, "ffn_norm"),
                        block.mlp(file.activation(Activation.GELU_TANH)))))
        .norms(Kind.LAYER)
        .decoder();
  }

  /** GPT-2's layers keep their weights as [in, out]. */
  private static void transpose(Conversion c) throws MalformedFileException {
    for (String layer : List.of("attn_qkv", "attn_output", "ffn_up", "ffn_down")) {
      c.transpose(layer);
    }
  }

  private static void ungroup(Conversion c) throws MalformedFileException {
    if (c.config().bool("multi_query", true)) {
      c.put("attention.head_count_kv", 1L);
    } else {
      c.ungroup(c.get("attention.head_count"));
    }
  }

  /** GPT-Neo: no scaling of the scores, and every other layer local. */
  private static void alternate(Conversion c) throws MalformedFileException {
    List<?> types = c.config().list("attention_layers");
    boolean[] local = new boolean[c.get("block_count")];
    for (int i = 0; i < local.length; i++) {
      local[i] = types.isEmpty() ? i % 2 == 1 : "local".equals(types.get(i));
    }
    c.put("attention.scale", 1.0);
    c.put("attention.sliding_window", (long) c.config().integer("window_size", 256));
    c.put("attention.sliding_window_pattern", local);
  }

  /** OPT's table of positions begins with two rows that nothing uses. */
  private static void cutPositions(Conversion c) throws MalformedFileException {
    if (!c.config().bool("do_layer_norm_before", true)
        || c.config().integer("word_embed_proj_dim", c.get("embedding_length"))
            != c.get("embedding_length")) {
      throw c.wrong("OPT with norms after the layers or projected embeddings (350M) cannot be run");
    }
    c.put("attention.layer_norm_epsilon", 1e-5);
    c.skipRows("position_embd.weight", 2);
  }
}
