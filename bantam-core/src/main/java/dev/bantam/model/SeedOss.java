package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * Seed-OSS (ByteDance, 2025). Its {@code post_attention_norm} stands before the feed-forward layer.
 * See docs/models/seed-oss.md.
 */
final class SeedOss implements Architecture {
  @Override
  public List<String> names() {
    return List.of("seed_oss");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.RMS, "attn_norm"),
                        block.attention(
                            block
                                .attentionOptions(Kind.RMS)
                                .rotary(file.rotary(Pairs.HALVES, block.keyDim())))),
                    new Residual(
                        block.norm(Kind.RMS, "post_attention_norm"),
                        block.gatedMlp(Activation.SILU))))
        .decoder();
  }
}
