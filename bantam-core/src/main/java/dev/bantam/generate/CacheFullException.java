package dev.bantam.generate;

/** The KV cache has no room for more tokens. */
public final class CacheFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param capacity tokens that the cache may hold
   * @param used tokens that it holds
   * @param asked tokens that should be added
   */
  public CacheFullException(long capacity, long used, long asked) {
    super(
        "the KV cache holds %d of %d tokens and has no room for %d more: run fewer sequences at once or open the model with a larger context"
            .formatted(used, capacity, asked));
  }
}
