package dev.bantam.generate;

import dev.bantam.format.ModelFile;
import dev.bantam.layer.LayerMemory;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much memory a model takes when it runs: its weights once, what it caches for each token, and
 * the program itself.
 *
 * @param weights bytes of all tensors
 * @param layers what each layer caches for a token
 * @param cacheType how keys and values are stored
 */
public record MemoryNeed(long weights, List<LayerMemory> layers, DType cacheType) {
  /** Bytes that the program takes beside them: the JVM, vocabularies, activations of a pass. */
  public static final long PROGRAM = 200_000_000;

  /**
   * What an open file needs.
   *
   * @param layers see {@link dev.bantam.model.Model.Facts#memory}
   */
  public static MemoryNeed of(ModelFile file, List<LayerMemory> layers, DType cacheType) {
    long weights = file.tensors().values().stream().mapToLong(t -> t.data().byteSize()).sum();
    return new MemoryNeed(weights, layers, cacheType);
  }

  /** This need and that of adapters, which are kept as weights are. */
  MemoryNeed with(List<Adapter> adapters) {
    long bytes = adapters.stream().mapToLong(Adapter::bytes).sum();
    return new MemoryNeed(weights + bytes, layers, cacheType);
  }

  /** Bytes of the cache for so many tokens. */
  public long cache(long tokens) {
    return tokens * KvCache.bytesPerToken(layers, cacheType);
  }

  /** Bytes of everything when so many tokens are cached. */
  public long total(long tokens) {
    return weights + PROGRAM + cache(tokens);
  }

  /** The most tokens that can be cached within {@code budget} bytes; 0 if not one. */
  public long tokensWithin(long budget) {
    long room = Math.max(0, budget - weights - PROGRAM);
    long each = KvCache.bytesPerToken(layers, cacheType);
    return each == 0 ? Long.MAX_VALUE : room / each;
  }

  /**
   * Refuses what is beyond a budget.
   *
   * @param tokens the context
   * @throws IllegalArgumentException saying what is needed, and what would fit instead
   */
  void check(long budget, long tokens) {
    if (tokens > tokensWithin(budget)) {
      throw new IllegalArgumentException(
          "a context of %d tokens needs %s of memory (weights %s, %s cache %s, program %s), and %s may be used; %s"
              .formatted(
                  tokens,
                  text(total(tokens)),
                  text(weights),
                  cacheType,
                  text(cache(tokens)),
                  text(PROGRAM),
                  text(budget),
                  advice(budget, tokens)));
    }
  }

  private String advice(long budget, long tokens) {
    List<String> fitting = new ArrayList<>();
    if (tokensWithin(budget) > 0) {
      fitting.add("a context of " + tokensWithin(budget) + " tokens");
    }
    int block = DType.Q8_0.blockSize;
    boolean whole =
        layers.stream().allMatch(l -> l.keyDim() % block == 0 && l.valueDim() % block == 0);
    if (cacheType != DType.Q8_0 && whole) {
      MemoryNeed smaller = new MemoryNeed(weights, layers, DType.Q8_0);
      if (tokens <= smaller.tokensWithin(budget)) {
        fitting.add("a Q8_0 cache");
      }
    }
    return fitting.isEmpty()
        ? "a smaller model or quantisation is needed"
        : String.join(", or ", fitting) + " would fit";
  }

  private static String text(long bytes) {
    return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
