package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/** GPT-NeoX and Pythia (arXiv 2204.06745, 2304.01373). See docs/models/gptneox.md. */
final class GptNeoX implements Architecture {
  private static final String LINEARS =
      """
      embed_out
      gpt_neox.layers.#.
      attention.query_key_value attention.dense
      mlp.dense_h_to_4h mlp.dense_4h_to_h
      """;

  @Override
  public List<String> names() {
    return List.of("gptneox");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("gpt_neox", "gptneox", GptNeoX::ungroup).withLinears(LINEARS));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean parallel = file.bool("use_parallel_residual", true);
    return file.transformer(
            block -> {
              Norm attentionNorm = block.norm(Kind.LAYER, "attn_norm");
              Layer attention =
                  block.attention(
                      block
                          .attentionOptions(Kind.LAYER)
                          .rotary(file.rotary(Pairs.HALVES, block.keyDim())));
              Norm mlpNorm = block.norm(Kind.LAYER, "ffn_norm");
              Layer mlp = block.mlp(file.activation(Activation.GELU));
              return parallel
                  ? List.of(
                      new Residual(
                          null,
                          Layer.sum(
                              Layer.chain(attentionNorm, attention), Layer.chain(mlpNorm, mlp))))
                  : List.of(new Residual(attentionNorm, attention), new Residual(mlpNorm, mlp));
            })
        .norms(Kind.LAYER)
        .decoder();
  }

  private static void ungroup(Conversion c) throws MalformedFileException {
    c.put("use_parallel_residual", c.config().bool("use_parallel_residual", true));
    c.ungroup(c.get("attention.head_count"));
  }
}
