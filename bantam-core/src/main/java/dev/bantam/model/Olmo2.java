package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;
import java.util.Map;

/**
 * OLMo 2 and 3 (arXiv 2501.00656): norms after the layers and over whole queries and keys. OLMo 3's
 * local layers are turned without scaling. See docs/models/olmo.md.
 */
final class Olmo2 implements Architecture {
  @Override
  public List<String> names() {
    return List.of("olmo2");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType(
            "olmo2", "olmo2", Map.of("post_attention_layernorm", "post_attention_norm"), c -> {}));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean[] local = file.localLayers(4);
    return file.transformer(
            block -> {
              AttentionOptions options = block.attentionOptions(Kind.RMS);
              if (local[block.index()]) {
                options.window(file.integer("attention.sliding_window"));
                options.rotary(
                    file.plainRotary(
                        Pairs.HALVES, block.keyDim(), file.real("rope.freq_base", 10_000)));
              } else {
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
