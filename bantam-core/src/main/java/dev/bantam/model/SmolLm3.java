package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
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
  public List<HuggingFaceType> huggingFace() {
    return List.of(new HuggingFaceType("smollm3", "smollm3", SmolLm3::pattern));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean[] every = new boolean[file.layers()];
    for (int i = 0; i < every.length; i++) {
      every[i] = (i + 1) % 4 != 0;
    }
    boolean[] turned = file.flags("attention.rope_pattern", every);
    return file.transformer(
            block -> {
              AttentionOptions options = block.attentionOptions(Kind.RMS);
              if (turned[block.index()]) {
                options.rotary(file.rotary(Pairs.ADJACENT, block.keyDim()));
              }
              return List.of(
                  new Residual(block.norm(Kind.RMS, "attn_norm"), block.attention(options)),
                  new Residual(block.norm(Kind.RMS, "ffn_norm"), block.gatedMlp(Activation.SILU)));
            })
        .decoder();
  }

  private static void pattern(Conversion c) throws MalformedFileException {
    c.pairQueriesAndKeys();
    List<?> turned = c.config().list("no_rope_layers");
    if (turned.size() == c.get("block_count")) {
      boolean[] pattern = new boolean[turned.size()];
      for (int i = 0; i < pattern.length; i++) {
        pattern[i] = Long.valueOf(1).equals(turned.get(i));
      }
      c.put("attention.rope_pattern", pattern);
    }
  }
}
