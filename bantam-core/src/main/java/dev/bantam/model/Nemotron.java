package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * Nemotron 4 and Minitron (arXiv 2402.16819): squared ReLU, part of each head turned. Files hold
 * the norms' weights with 1 already added. See docs/models/nemotron.md.
 */
final class Nemotron implements Architecture {
  @Override
  public List<String> names() {
    return List.of("nemotron");
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
                                .rotary(file.rotary(Pairs.HALVES, block.keyDim())))),
                    new Residual(
                        block.norm(Kind.LAYER, "ffn_norm"), block.mlp(Activation.RELU_SQUARED))))
        .norms(Kind.LAYER)
        .decoder();
  }
}
