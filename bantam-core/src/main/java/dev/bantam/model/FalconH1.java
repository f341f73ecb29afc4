package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * Falcon H1 (arXiv 2507.22448): attention and Mamba 2 side by side. Files hold the weights with the
 * multipliers applied. See docs/models/falcon-h1.md.
 */
final class FalconH1 implements Architecture {
  @Override
  public List<String> names() {
    return List.of("falcon-h1");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.RMS, "attn_norm"),
                        Layer.sum(
                            block.attention(
                                block
                                    .attentionOptions(Kind.RMS)
                                    .rotary(file.rotary(Pairs.HALVES, block.keyDim()))),
                            block.mamba2())),
                    new Residual(mlpNorm(block), block.gatedMlp(Activation.SILU))))
        .decoder();
  }

  /** The converter writes this one name without {@code .weight}. */
  private static Norm mlpNorm(BlockWiring block) throws MalformedFileException {
    Wiring file = block.file();
    String name = block.name(block.has("ffn_norm") ? "ffn_norm" : "ffn_norm.weight");
    return new Norm(
        Kind.RMS, file.width(), file.vector(name, file.width()), null, file.eps(Kind.RMS));
  }
}
