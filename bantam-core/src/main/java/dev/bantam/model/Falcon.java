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
 * Falcon 7B to 180B (arXiv 2311.16867). 7B has one norm for both branches; 40B gives the attention
 * its own. See docs/models/falcon.md.
 */
final class Falcon implements Architecture {
  @Override
  public List<String> names() {
    return List.of("falcon");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block -> {
              Layer attention =
                  block.attention(
                      block
                          .attentionOptions(Kind.LAYER)
                          .rotary(file.rotary(Pairs.HALVES, block.keyDim())));
              Layer mlp = block.mlp(file.activation(Activation.GELU));
              Norm own = block.normOrNull(Kind.LAYER, "attn_norm_2");
              Norm norm = block.norm(Kind.LAYER, "attn_norm");
              return List.of(
                  own == null
                      ? new Residual(norm, Layer.sum(attention, mlp))
                      : new Residual(
                          null, Layer.sum(Layer.chain(own, attention), Layer.chain(norm, mlp))));
            })
        .norms(Kind.LAYER)
        .decoder();
  }
}
