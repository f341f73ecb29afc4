package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import java.util.List;

/**
 * GPT-2 (Radford et al., 2019), StarCoder and Granite code models (gpt_bigcode, arXiv 2305.06161):
 * learned positions, sequential blocks. See docs/models/gpt2.md.
 */
final class Gpt2 implements Architecture {
  @Override
  public List<String> names() {
    return List.of("gpt2", "starcoder");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.LAYER, "attn_norm"),
                        block.attention(block.attentionOptions(Kind.LAYER))),
                    new Residual(
                        block.norm(Kind.LAYER, "ffn_norm"),
                        block.mlp(file.activation(Activation.GELU_TANH)))))
        .norms(Kind.LAYER)
        .decoder();
  }
}
