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
 * StableLM (arXiv 2402.17834): without a second norm, attention and feed-forward stand side by
 * side. See docs/models/stablelm.md.
 */
final class StableLm implements Architecture {
  @Override
  public List<String> names() {
    return List.of("stablelm");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block -> {
              Norm norm = block.norm(Kind.LAYER, "attn_norm");
              Layer attention =
                  block.attention(
                      block
                          .attentionOptions(Kind.LAYER)
                          .rotary(file.rotary(Pairs.HALVES, block.keyDim())));
              Layer mlp = block.gatedMlp(Activation.SILU);
              Norm second = block.normOrNull(Kind.LAYER, "ffn_norm");
              return second == null
                  ? List.of(new Residual(norm, Layer.sum(attention, mlp)))
                  : List.of(new Residual(norm, attention), new Residual(second, mlp));
            })
        .norms(Kind.LAYER)
        .decoder();
  }
}
