package dev.bantam.model;

import dev.bantam.layer.Embedding;
import dev.bantam.layer.KeyValues;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Linear;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import java.util.List;

/** Two stacks with one embedding; the decoder looks at the encoder's result through its memory. */
final class EncoderDecoderTransformer implements EncoderDecoder {
  private final Facts facts;
  private final Embedding embedding;
  private final List<Layer> encoder;
  private final Norm encoderNorm;
  private final List<T5.CrossMemory> crossed;
  private final List<Layer> decoder;
  private final Norm decoderNorm;
  private final Linear head;
  private final int startToken;

  EncoderDecoderTransformer(
      Facts facts,
      Embedding embedding,
      List<Layer> encoder,
      Norm encoderNorm,
      List<T5.CrossMemory> crossed,
      List<Layer> decoder,
      Norm decoderNorm,
      Linear head,
      int startToken) {
    this.facts = facts;
    this.embedding = embedding;
    this.encoder = encoder;
    this.encoderNorm = encoderNorm;
    this.crossed = crossed;
    this.decoder = decoder;
    this.decoderNorm = decoderNorm;
    this.head = head;
    this.startToken = startToken;
  }

  @Override
  public Facts facts() {
    return facts;
  }

  @Override
  public String whyNotTrained() {
    return "there is no backward pass for the cross-attention and relative biases of "
        + facts.architecture();
  }

  @Override
  public int startToken() {
    return startToken;
  }

  @Override
  public void encode(Pass pass) {
    try (Pass.Scope _ = pass.scope(-1)) {
      Rows x = run(encoder, encoderNorm, pass);
      for (T5.CrossMemory cross : crossed) {
        Rows k = cross.key().forward(x, pass);
        Rows v = cross.value().forward(x, pass);
        KeyValues.store(cross.layer(), k, v, pass);
      }
    }
  }

  @Override
  public Rows hidden(Pass pass) {
    return pass.tap("hidden", run(decoder, decoderNorm, pass));
  }

  private Rows run(List<Layer> stack, Norm norm, Pass pass) {
    Rows x = pass.tap("embed", embedding.forward(pass));
    for (int i = 0; i < stack.size(); i++) {
      try (Pass.Scope _ = pass.scope(i)) {
        pass.tap("block_out", stack.get(i).forward(x, pass));
      }
    }
    norm.apply(x, pass);
    return x;
  }

  @Override
  public Rows logits(Rows hidden, Pass pass) {
    return pass.tap("logits", head.forward(hidden, pass));
  }
}
