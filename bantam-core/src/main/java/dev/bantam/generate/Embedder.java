package dev.bantam.generate;

import dev.bantam.layer.Rows;
import dev.bantam.tokenizer.TokenPair;
import java.util.ArrayList;
import java.util.List;

/** Turns texts into vectors: the hidden states of their tokens, pooled. */
final class Embedder {
  private final Engine engine;
  private final int context;
  private final int parallel;

  /**
   * @param parallel most texts worked on at once
   */
  Embedder(Engine engine, int context, int parallel) {
    this.engine = engine;
    this.context = context;
    this.parallel = parallel;
  }

  /** Tokens that must have room in the cache to embed these texts. */
  long tokens(List<TokenPair> texts) {
    long longest = texts.stream().mapToInt(TokenPair::length).max().orElse(0);
    return Math.min(parallel, texts.size()) * longest;
  }

  /**
   * Embeds texts that are given as tokens.
   *
   * @param normalize whether to scale each vector to length 1
   * @return a vector [width] for each
   * @throws ContextOverflowException if one does not fit the context
   */
  List<float[]> embed(List<TokenPair> texts, Pooling pooling, boolean normalize) {
    for (TokenPair text : texts) {
      if (text.length() > context) {
        throw new ContextOverflowException(text.length(), context);
      }
      if (text.length() == 0) {
        throw new IllegalArgumentException("a text to embed has no tokens");
      }
    }
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += parallel) {
      for (Pooled pooled :
          run(texts.subList(from, Math.min(texts.size(), from + parallel)), pooling)) {
        vectors.add(pooled.vector(normalize));
      }
    }
    return vectors;
  }

  private List<Pooled> run(List<TokenPair> texts, Pooling pooling) {
    List<Sequence> sequences = new ArrayList<>();
    List<Pooled> all = new ArrayList<>();
    try {
      for (TokenPair text : texts) {
        Sequence sequence = engine.open();
        sequences.add(sequence);
        sequence.append(text);
        Pooled pooled = new Pooled(pooling, text.length());
        all.add(pooled);
        sequence.expect(
            Sequence.Kind.HIDDEN, pooling == Pooling.LAST ? text.length() - 1 : 0, pooled);
      }
      while (engine.step(sequences) > 0) {}
    } finally {
      sequences.forEach(engine::close);
    }
    return all;
  }

  /** A text's vector as its rows come in. */
  private static final class Pooled implements Sequence.Output {
    private final Pooling pooling;
    private final int tokens;
    private double[] sum = new double[0];

    Pooled(Pooling pooling, int tokens) {
      this.pooling = pooling;
      this.tokens = tokens;
    }

    @Override
    public void see(int position, Rows rows, int row) {
      if (sum.length == 0) {
        sum = new double[rows.d()];
      }
      if (pooling == Pooling.MEAN || position == (pooling == Pooling.CLS ? 0 : tokens - 1)) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += rows.get(row, i);
        }
      }
    }

    float[] vector(boolean normalize) {
      double scale = pooling == Pooling.MEAN ? 1.0 / tokens : 1;
      if (normalize) {
        double squares = 0;
        for (double x : sum) {
          squares += x * x;
        }
        scale = squares > 0 ? 1 / Math.sqrt(squares) : 1;
      }
      float[] vector = new float[sum.length];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (sum[i] * scale);
      }
      return vector;
    }
  }
}
