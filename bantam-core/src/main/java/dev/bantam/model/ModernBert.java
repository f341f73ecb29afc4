package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * ModernBERT (arXiv 2412.13663): rotary positions, two of three layers local. See
 * docs/models/bert.md.
 */
final class ModernBert implements Architecture {
  @Override
  public List<String> names() {
    return List.of("modern-bert");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    int every = file.integer("attention.sliding_window_pattern", 3);
    return file.transformer(
            block -> {
              boolean local = every == 0 || block.index() % every != 0;
              AttentionOptions options = block.attentionOptions(Kind.LAYER).bidirectional();
              options
                  .window(local ? file.integer("attention.sliding_window") : 0)
                  .rotary(
                      file.plainRotary(
                          Pairs.HALVES,
                          block.keyDim(),
                          file.real(local ? "rope.freq_base_swa" : "rope.freq_base", 10_000)));
              return List.of(
                  new Residual(block.normOrNull(Kind.LAYER, "attn_norm"), block.attention(options)),
                  new Residual(
                      block.norm(Kind.LAYER, "ffn_norm"),
                      block.gatedMlp(file.activation(Activation.GELU))));
            })
        .norms(Kind.LAYER)
        .headActivation(file.activation(Activation.GELU))
        .encoder();
  }
}
