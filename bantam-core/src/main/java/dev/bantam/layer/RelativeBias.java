package dev.bantam.layer;

/**
 * T5's attention bias: a learned number for each head and bucket of distances (arXiv 1910.10683,
 * section 2.1). Half of the buckets are exact distances, the rest grow logarithmically up to 128.
 */
public final class RelativeBias {
  private static final int MAX_DISTANCE = 128;

  private final float[] table;
  private final int heads;
  private final int buckets;
  private final boolean bidirectional;

  /**
   * @param table [buckets, heads]
   * @param bidirectional whether keys after the query have buckets of their own
   */
  public RelativeBias(float[] table, int heads, boolean bidirectional) {
    this.table = table;
    this.heads = heads;
    this.buckets = table.length / heads;
    this.bidirectional = bidirectional;
  }

  /** The bias of a head's score for a key {@code distance} positions after the query. */
  float of(int head, int distance) {
    return table[bucket(distance) * heads + head];
  }

  private int bucket(int distance) {
    int span = bidirectional ? buckets / 2 : buckets;
    int start = bidirectional && distance > 0 ? span : 0;
    int away = bidirectional ? Math.abs(distance) : Math.max(0, -distance);
    int exact = span / 2;
    if (away < exact) {
      return start + away;
    }
    double log = Math.log((double) away / exact) / Math.log((double) MAX_DISTANCE / exact);
    return start + Math.min(span - 1, exact + (int) (log * (span - exact)));
  }
}
