package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * Command R (Cohere, 2024): attention and feed-forward side by side, norms without bias. Cohere 2
 * turns only its local layers. See docs/models/cohere.md.
 */
final class Cohere implements Architecture {
  @Override
  public List<String> names() {
    return List.of("command-r", "cohere2");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean alternating = file.architecture().equals("cohere2");
    boolean[] local = file.localLayers(4);
    return file.transformer(
            block -> {
              AttentionOptions options = block.attentionOptions(Kind.LAYER);
              if (local[block.index()]) {
                options.window(file.integer("attention.sliding_window"));
              }
              if (local[block.index()] || !alternating) {
                options.rotary(file.rotary(Pairs.ADJACENT, block.keyDim()));
              }
              return List.of(
                  new Residual(
                      block.norm(Kind.LAYER, "attn_norm"),
                      Layer.sum(block.attention(options), block.gatedMlp(Activation.SILU))));
            })
        .norms(Kind.LAYER)
        .logitScale(file.real("logit_scale", 1))
        .decoder();
  }
}
