package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/**
 * GPT-J (Wang and Komatsuzaki, 2021) and CodeGen (arXiv 2203.13474): attention and feed-forward
 * side by side from one norm, the first numbers of each head turned in adjacent pairs. See
 * docs/models/gptj.md.
 */
final class GptJ implements Architecture {
  @Override
  public List<String> names() {
    return List.of("gptj", "codegen");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.LAYER, "attn_norm"),
                        Layer.sum(
                            block.attention(
                                block
                                    .attentionOptions(Kind.LAYER)
                                    .rotary(file.rotary(Pairs.ADJACENT, block.keyDim()))),
                            block.mlp(file.activation(Activation.GELU_TANH))))))
        .norms(Kind.LAYER)
        .decoder();
  }
}
