package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import java.util.List;

/** OLMo 1 (arXiv 2402.00838): norms without weights. See docs/models/olmo.md. */
final class Olmo implements Architecture {
  @Override
  public List<String> names() {
    return List.of("olmo");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        plainNorm(file),
                        block.attention(
                            block
                                .attentionOptions(Kind.LAYER)
                                .clamp(file.real("attention.clamp_kqv", 0))
                                .rotary(file.rotary(Pairs.ADJACENT, block.keyDim())))),
                    new Residual(plainNorm(file), block.gatedMlp(Activation.SILU))))
        .norms(Kind.LAYER)
        .weightlessNorm()
        .decoder();
  }

  private static Norm plainNorm(Wiring file) throws MalformedFileException {
    return new Norm(Kind.LAYER, file.width(), null, null, file.eps(Kind.LAYER));
  }
}
