package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * BLOOM (arXiv 2211.05100) and MPT (MosaicML, 2023): ALiBi in place of positions. See
 * docs/models/bloom.md.
 */
final class Bloom implements Architecture {
  @Override
  public List<String> names() {
    return List.of("bloom", "mpt");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    float maxBias = file.real("attention.max_alibi_bias", 8);
    Activation activation =
        file.architecture().equals("mpt") ? Activation.GELU : Activation.GELU_TANH;
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.LAYER, "attn_norm"),
                        block.attention(
                            block
                                .attentionOptions(Kind.LAYER)
                                .clamp(file.real("attention.clamp_kqv", 0))
                                .alibi(slopes(block, maxBias)))),
                    new Residual(
                        block.norm(Kind.LAYER, "ffn_norm"),
                        block.mlp(file.activation(activation)))))
        .norms(Kind.LAYER)
        .decoder();
  }

  /** MPT models with learned positions say 0: no ALiBi. */
  private static float @Nullable [] slopes(BlockWiring block, float maxBias) {
    return maxBias > 0 ? AttentionOptions.alibiSlopes(block.heads(), maxBias) : null;
  }
}
