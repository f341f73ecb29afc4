package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * SmolLM 3 (Hugging Face, 2025): a Llama whose every fourth layer has no positions (arXiv
 * 2501.18795). See docs/models/smollm3.md.
 */
final class SmolLm3 implements Architecture {
  @Override
  public List<String> names() {
    return List.of("smollm3");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block -> {
              AttentionOptions options = block.attentionOptions(Kind.RMS);
              if ((block.index() + 1) % 4 != 0) {
                options.rotary(file.rotary(Pairs.ADJACENT, block.keyDim()));
              }
              return List.of(
                  new Residual(block.norm(Kind.RMS, "attn_norm"), block.attention(options)),
                  new Residual(block.norm(Kind.RMS, "ffn_norm"), block.mlp(Activation.SILU)));
            })
        .decoder();
  }
}
