package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/**
 * Falcon 7B to 180B (arXiv 2311.16867). 7B has one norm for both branches; 40B gives the attention
 * its own. See docs/models/falcon.md.
 */
final class Falcon implements Architecture {
  private static final String LINEARS =
      """
      lm_head
      transformer.h.#.
      self_attention.query_key_value self_attention.dense
      mlp.dense_h_to_4h mlp.dense_4h_to_h
      """;

  @Override
  public List<String> names() {
    return List.of("falcon");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("falcon", "falcon", Falcon::convert).withLinears(LINEARS),
        new HuggingFaceType("RefinedWebModel", "falcon", Falcon::convert).withLinears(LINEARS),
        new HuggingFaceType("RefinedWeb", "falcon", Falcon::convert).withLinears(LINEARS));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block -> {
              Layer attention = block.attention(positions(block));
              Layer mlp = block.mlp(file.activation(Activation.GELU));
              Norm norm = block.norm(Kind.LAYER, "attn_norm");
              Norm second = block.normOrNull(Kind.LAYER, "ffn_norm");
              if (second != null) {
                return List.of(new Residual(norm, attention), new Residual(second, mlp));
              }
              Norm own = block.normOrNull(Kind.LAYER, "attn_norm_2");
              return List.of(
                  own == null
                      ? new Residual(norm, Layer.sum(attention, mlp))
                      : new Residual(
                          null, Layer.sum(Layer.chain(own, attention), Layer.chain(norm, mlp))));
            })
        .norms(Kind.LAYER)
        .decoder();
  }

  /**
   * Rotary, or ALiBi in the models of 2022 (falcon-rw), scaled with the scores. transformers' eager
   * attention, which is the reference here, adds it twice: with the mask and with the scores.
   */
  private static AttentionOptions positions(BlockWiring block) throws MalformedFileException {
    AttentionOptions options = block.attentionOptions(Kind.LAYER);
    float maxBias = block.file().real("attention.max_alibi_bias", 0);
    if (maxBias == 0) {
      return options.rotary(block.file().rotary(Pairs.HALVES, block.keyDim()));
    }
    float[] slopes = AttentionOptions.alibiSlopes(block.heads(), maxBias);
    for (int h = 0; h < slopes.length; h++) {
      slopes[h] *= (float) (2 / Math.sqrt(block.keyDim()));
    }
    return options.alibi(slopes);
  }

  private static void convert(Conversion c) throws MalformedFileException {
    int heads = c.get("attention.head_count");
    boolean grouped = c.config().bool("new_decoder_architecture", false);
    if (grouped) {
      int groups = c.config().integer("num_kv_heads", heads);
      c.put("attention.head_count_kv", (long) groups);
      c.ungroup(groups);
    } else if (c.config().bool("multi_query", true)) {
      c.put("attention.head_count_kv", 1L);
    } else {
      c.ungroup(heads);
    }
    if (!grouped && c.config().bool("parallel_attn", true)) {
      c.drop("ffn_norm");
    }
    if (c.config().bool("alibi", false)) {
      c.put("attention.max_alibi_bias", 8.0);
    }
  }
}
