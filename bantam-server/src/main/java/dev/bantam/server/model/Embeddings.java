package dev.bantam.server.model;

import dev.bantam.generate.Generator;
import dev.bantam.server.http.Exchange;
import java.util.ArrayList;
import java.util.List;

/** Embeds the texts of a request. */
public final class Embeddings {
  private Embeddings() {}

  /**
   * Vectors of texts, pooled as the model was made for, scaled to length 1.
   *
   * @param texts tokens of each, with all that the model expects
   * @param exchange nothing more is done after its client has gone
   * @return [width] for each
   */
  public static List<float[]> of(List<int[]> texts, Generator generator, Exchange exchange) {
    List<float[]> vectors = new ArrayList<>();
    Portions.each(
        texts,
        exchange,
        few -> vectors.addAll(generator.embedTokens(few, generator.pooling(), true)));
    return vectors;
  }
}
