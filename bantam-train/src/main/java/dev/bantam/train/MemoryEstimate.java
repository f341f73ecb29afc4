package dev.bantam.train;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.Tensor;
import dev.bantam.train.Keys.OptimiserName;

/**
 * How much memory a run takes, known before it begins.
 *
 * @param base bytes of the model's file, which is mapped
 * @param weights bytes of trained weights in float32
 * @param gradients bytes of their gradients, in Java's heap
 * @param optimiser bytes of what the optimiser remembers
 * @param activations about how many bytes one forward and backward pass keeps, in Java's heap
 * @param program bytes that the program takes beside them
 */
public record MemoryEstimate(
    long base, long weights, long gradients, long optimiser, long activations, long program) {
  private static final long PROGRAM = 300_000_000;

  /** Rows of logits that a loss looks at together. */
  private static final int LOGIT_ROWS = 128;

  /**
   * What a run needs.
   *
   * @param rows tokens of a forward and backward pass
   * @param recompute whether blocks are run again on the way back
   */
  public static MemoryEstimate of(
      ModelFile file, Selection selection, OptimiserName optimiser, long rows, boolean recompute)
      throws MalformedFileException {
    long bytes = file.tensors().values().stream().mapToLong(t -> t.data().byteSize()).sum();
    long trained = trained(file, selection);
    long moments = optimiser == OptimiserName.MUON ? 1 : 2;
    return new MemoryEstimate(
        bytes,
        Float.BYTES * trained,
        Float.BYTES * trained,
        Float.BYTES * trained * moments,
        Float.BYTES * rows * perRow(file, recompute) + logits(file),
        PROGRAM);
  }

  /** Values that a selection trains. */
  public static long trained(ModelFile file, Selection selection) throws MalformedFileException {
    return switch (selection) {
      case Selection.All _ -> file.tensors().values().stream().mapToLong(Tensor::size).sum();
      case Selection.Some some ->
          WeightNames.matching(file, some.patterns()).stream().mapToLong(Tensor::size).sum();
      case Selection.SoftPrompt prompt ->
          (long) prompt.tokens()
              * file.metadata()
                  .integer(file.metadata().string("general.architecture") + ".embedding_length");
      case Selection.LowRank low ->
          WeightNames.linear(file, low.targets()).stream()
              .mapToLong(
                  t ->
                      (long) low.rank() * (t.rows() + t.columns())
                          + (low.magnitudes() ? t.rows() : 0))
              .sum();
    };
  }

  /** Values that the passes keep for a token: in each block, or once if blocks are run again. */
  private static long perRow(ModelFile file, boolean recompute) throws MalformedFileException {
    long width = setting(file, "embedding_length");
    long blocks = setting(file, "block_count");
    long inner = Math.max(width, setting(file, "feed_forward_length"));
    long block = 10 * width + 4 * inner;
    return recompute ? blocks * width + 2 * block : blocks * block + 2 * block;
  }

  private static long logits(ModelFile file) {
    Tensor embedding = file.tensors().get("token_embd.weight");
    return embedding == null ? 0 : 3L * Float.BYTES * LOGIT_ROWS * embedding.rows();
  }

  private static long setting(ModelFile file, String name) throws MalformedFileException {
    Metadata metadata = file.metadata();
    String key = metadata.string("general.architecture", "") + "." + name;
    return metadata.get(key) instanceof Number number ? number.longValue() : 0;
  }

  /** Bytes of everything. */
  public long total() {
    return base + weights + gradients + optimiser + activations + program;
  }

  /** Bytes in Java's heap. */
  public long heap() {
    return gradients + activations + program / 2;
  }
}
