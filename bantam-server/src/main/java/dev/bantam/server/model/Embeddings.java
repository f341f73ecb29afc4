package dev.bantam.server.model;

import dev.bantam.generate.Generator;
import dev.bantam.server.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Embeds the texts of a request, a few at a time, so that others' answers go on meanwhile. */
public final class Embeddings {
  private static final int TOGETHER = 8;

  private Embeddings() {}

  /**
   * Vectors of texts, pooled as the model was made for, scaled to length 1.
   *
   * @param texts tokens of each, with all that the model expects
   * @param exchange nothing more is done after its client has gone
   * @return [width] for each
   */
  public static List<float[]> of(List<int[]> texts, Generator generator, Exchange exchange) {
    AtomicBoolean gone = new AtomicBoolean();
    exchange.onGone(() -> gone.set(true));
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += TOGETHER) {
      if (gone.get()) {
        throw new CancellationException("the client has gone");
      }
      List<int[]> few = texts.subList(from, Math.min(texts.size(), from + TOGETHER));
      vectors.addAll(generator.embedTokens(few, generator.pooling(), true));
    }
    return vectors;
  }
}
