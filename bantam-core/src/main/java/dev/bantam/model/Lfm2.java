package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.layer.ShortConvolution;
import java.util.List;

/**
 * LFM2 (Liquid AI, 2025): gated short convolutions with a few attention layers between. See
 * docs/models/lfm2.md.
 */
final class Lfm2 implements Architecture {
  @Override
  public List<String> names() {
    return List.of("lfm2");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block -> {
              Layer mixer =
                  block.hasAttention()
                      ? block.attention(
                          block
                              .attentionOptions(Kind.RMS)
                              .rotary(file.rotary(Pairs.HALVES, block.keyDim())))
                      : convolution(block);
              return List.of(
                  new Residual(block.norm(Kind.RMS, "attn_norm"), mixer),
                  new Residual(block.norm(Kind.RMS, "ffn_norm"), block.gatedMlp(Activation.SILU)));
            })
        // The file calls its final norm by the embedding's name.
        .embeddingNorm("")
        .finalNorm("token_embd_norm")
        .decoder();
  }

  private static Layer convolution(BlockWiring block) throws MalformedFileException {
    int d = block.file().width();
    return new ShortConvolution(
        block.linear("shortconv.in_proj", 3 * d, d),
        block.convolution("shortconv.conv", d, block.file().size("shortconv.l_cache", 64)),
        block.linear("shortconv.out_proj", d, d));
  }
}
