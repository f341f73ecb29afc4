package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.MixtureOfExperts.Gating;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * gpt-oss (OpenAI, arXiv 2508.10925): mixture of experts with biases, attention sinks, every other
 * layer local. See docs/models/gpt-oss.md.
 */
final class GptOss implements Architecture {
  @Override
  public List<String> names() {
    return List.of("gpt-oss");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean[] local = file.localLayers(2);
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.RMS, "attn_norm"),
                        block.attention(
                            block
                                .attentionOptions(Kind.RMS)
                                .window(
                                    local[block.index()]
                                        ? file.integer("attention.sliding_window")
                                        : 0)
                                .rotary(file.rotary(Pairs.HALVES, block.keyDim())))),
                    new Residual(
                        block.norm(Kind.RMS, "post_attention_norm"),
                        block.experts(Activation.SWIGLU_CLAMPED, Gating.SOFTMAX_OF_CHOSEN, false))))
        .decoder();
  }
}
