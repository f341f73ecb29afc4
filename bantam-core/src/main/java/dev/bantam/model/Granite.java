package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Layer;
import dev.bantam.layer.MixtureOfExperts.Gating;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * Granite 3 and 4 (IBM, 2024 and 2025): a Llama with four multipliers, dense or mixture of experts,
 * with Mamba 2 layers in the hybrids. See docs/models/granite.md.
 */
final class Granite implements Architecture {
  @Override
  public List<String> names() {
    return List.of("granite", "granitemoe", "granite_swa", "granitehybrid");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    float residual = file.real("residual_scale", 1);
    boolean[] local = file.localLayers(1);
    boolean[] turned =
        file.flags("attention.rope_pattern", file.bool("rope.scaling.finetuned", true));
    return file.transformer(
            block -> {
              Layer mixer =
                  block.hasAttention()
                      ? attention(block, local[block.index()], turned[block.index()])
                      : block.mamba2();
              return List.of(
                  new Residual(block.norm(Kind.RMS, "attn_norm"), mixer, null, residual),
                  new Residual(
                      block.norm(Kind.RMS, "ffn_norm"), feedForward(block), null, residual));
            })
        .embeddingScale(file.real("embedding_scale", 1))
        .logitScale(1 / file.real("logit_scale", 1))
        .decoder();
  }

  private static Layer attention(BlockWiring block, boolean local, boolean turned)
      throws MalformedFileException {
    AttentionOptions options = block.attentionOptions(Kind.RMS);
    if (local) {
      options.window(block.file().integer("attention.sliding_window"));
    }
    if (turned) {
      options.rotary(block.file().rotary(Pairs.ADJACENT, block.keyDim()));
    }
    return block.attention(options);
  }

  private static Layer feedForward(BlockWiring block) throws MalformedFileException {
    return block.has("ffn_gate_inp.weight")
        ? block.experts(Activation.SILU, Gating.SOFTMAX_OF_CHOSEN, false)
        : block.mlp(Activation.SILU);
  }
}
