package dev.bantam.model;

import dev.bantam.layer.Block;
import dev.bantam.layer.ClassifierHead;
import dev.bantam.layer.Embedding;
import dev.bantam.layer.Layer;
import dev.bantam.layer.Linear;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import dev.bantam.layer.Tape;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Embedding, blocks, final norm, output head: the frame of every decoder and encoder here, whatever
 * its blocks are made of.
 */
final class Transformer implements Model {
  private final Facts facts;
  private final Embedding embedding;
  private final @Nullable Norm embeddingNorm;
  private final List<Block> blocks;
  private final @Nullable Norm norm;
  private final @Nullable Linear head;
  private final @Nullable ClassifierHead classifier;
  private final float logitScale;
  private final float softcap;

  /**
   * @param embeddingNorm after the embedding, or null
   * @param blocks each changes the residual stream that it is given
   * @param norm after the last block, or null
   * @param head to the vocabulary, or null for an encoder
   * @param classifier of pooled hidden states, or null
   * @param logitScale factor of the logits
   * @param softcap bound of the logits by cap tanh(x / cap), or 0
   */
  Transformer(
      Facts facts,
      Embedding embedding,
      @Nullable Norm embeddingNorm,
      List<Layer> blocks,
      @Nullable Norm norm,
      @Nullable Linear head,
      @Nullable ClassifierHead classifier,
      float logitScale,
      float softcap) {
    this.facts = facts;
    this.embedding = embedding;
    this.embeddingNorm = embeddingNorm;
    this.blocks =
        IntStream.range(0, blocks.size()).mapToObj(i -> new Block(i, blocks.get(i))).toList();
    this.norm = norm;
    this.head = head;
    this.classifier = classifier;
    this.logitScale = logitScale;
    this.softcap = softcap;
  }

  @Override
  public Facts facts() {
    return facts;
  }

  @Override
  public @Nullable String whyNotTrained() {
    return head == null
        ? "%s is an encoder: without logits there is no loss to train it by"
            .formatted(facts.architecture())
        : null;
  }

  @Override
  public int inputs() {
    return embedding.inputs();
  }

  @Override
  public Rows hidden(Pass pass) {
    Rows x = embedding.forward(pass);
    if (embeddingNorm != null) {
      x = embeddingNorm.apply(x, pass);
    }
    pass.tap("embed", x);
    for (Block block : blocks) {
      x = block.forward(x, pass);
    }
    if (norm != null) {
      x = norm.apply(x, pass);
    }
    return pass.tap("hidden", x);
  }

  @Override
  public Rows logits(Rows hidden, Pass pass) {
    if (head == null) {
      throw new IllegalStateException(
          facts.architecture() + " is an encoder: it has embeddings and no logits");
    }
    Rows logits = head.forward(hidden, pass);
    float[] v = logits.value();
    for (int i = 0; i < logits.n() * logits.d() && (logitScale != 1 || softcap > 0); i++) {
      v[i] *= logitScale;
      if (softcap > 0) {
        v[i] = (float) (softcap * Math.tanh(v[i] / softcap));
      }
    }
    Tape tape = pass.tape();
    if (tape != null && tape.isLive(logits) && (logitScale != 1 || softcap > 0)) {
      tape.recordInPlace(logits, () -> unbend(v, tape.gradient(logits), logits.n() * logits.d()));
    }
    return pass.tap("logits", logits);
  }

  @Override
  public int labels() {
    return classifier == null ? 0 : classifier.labels();
  }

  @Override
  public Rows classify(Rows pooled, Pass pass) {
    return classifier == null
        ? Model.super.classify(pooled, pass)
        : classifier.forward(pooled, pass);
  }

  /** Takes derivatives back through the logits' scale and bound. */
  private void unbend(float[] logits, float[] gradient, int n) {
    for (int i = 0; i < n; i++) {
      float share = softcap > 0 ? logits[i] / softcap : 0;
      gradient[i] *= logitScale * (1 - share * share);
    }
  }
}
