package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.MixtureOfExperts.Gating;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * OLMoE (arXiv 2409.02060): a mixture whose weights are not made to sum to 1. See
 * docs/models/olmo.md.
 */
final class OlmoE implements Architecture {
  @Override
  public List<String> names() {
    return List.of("olmoe");
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
                                .clamp(file.real("attention.clamp_kqv", 0))
                                .rotary(file.rotary(Pairs.HALVES, block.keyDim())))),
                    new Residual(
                        block.norm(Kind.RMS, "ffn_norm"),
                        block.experts(Activation.SILU, Gating.SOFTMAX, false))))
        .decoder();
  }
}
