package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * EXAONE 4 (arXiv 2507.11407): norms after the layers; where it has local layers, only those are
 * turned. See docs/models/exaone4.md.
 */
final class Exaone4 implements Architecture {
  @Override
  public List<String> names() {
    return List.of("exaone4");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean[] local = file.localLayers(4);
    boolean mixed = file.integer("attention.sliding_window", 0) > 0;
    return file.transformer(
            block -> {
              AttentionOptions options = block.attentionOptions(Kind.RMS);
              if (local[block.index()]) {
                options.window(file.integer("attention.sliding_window"));
              }
              if (local[block.index()] || !mixed) {
                options.rotary(file.rotary(Pairs.HALVES, block.keyDim()));
              }
              return List.of(
                  new Residual(
                      null,
                      block.attention(options),
                      block.norm(Kind.RMS, "post_attention_norm"),
                      1),
                  new Residual(
                      null,
                      block.gatedMlp(Activation.SILU),
                      block.norm(Kind.RMS, "post_ffw_norm"),
                      1));
            })
        .decoder();
  }
}
