package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/** GLM-4 0414 (arXiv 2406.12793): norms before and after each layer. See docs/models/glm4.md. */
final class Glm4 implements Architecture {
  @Override
  public List<String> names() {
    return List.of("glm4");
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
                                .rotary(file.rotary(Pairs.ADJACENT, block.keyDim()))),
                        block.norm(Kind.RMS, "post_attention_norm"),
                        1),
                    new Residual(
                        block.norm(Kind.RMS, "ffn_norm"),
                        block.gatedMlp(Activation.SILU),
                        block.norm(Kind.RMS, "post_ffw_norm"),
                        1)))
        .decoder();
  }
}
