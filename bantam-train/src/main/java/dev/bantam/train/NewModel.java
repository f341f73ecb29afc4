package dev.bantam.train;

import dev.bantam.format.GgufWriter;
import dev.bantam.format.Metadata;
import dev.bantam.format.TensorSource;
import dev.bantam.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model that knows nothing yet, to be trained from scratch: Llama's architecture (arXiv
 * 2302.13971) with random weights.
 *
 * @param layers number of blocks
 * @param width size of the hidden state
 * @param heads query heads, which divide the width
 * @param kvHeads key and value heads, which divide the query heads
 * @param feedForward width of the gated feed-forward layers
 * @param context longest sequence, in tokens
 * @param ropeBase base of the rotary embedding's frequencies
 * @param tied whether the embedding is the output head as well
 */
public record NewModel(
    int layers,
    int width,
    int heads,
    int kvHeads,
    int feedForward,
    int context,
    double ropeBase,
    boolean tied) {
  /** Standard deviation of weights, as GPT-2 and Llama begin. */
  private static final double DEVIATION = 0.02;

  private static final double EPSILON = 1e-5;

  /**
   * @throws IllegalArgumentException naming the size that is wrong
   */
  public NewModel {
    check("layers", layers, 1024);
    check("width", width, 1 << 16);
    check("heads", heads, 1 << 10);
    check("kv_heads", kvHeads, heads);
    check("feed_forward", feedForward, 1 << 18);
    check("context", context, 1 << 20);
    if (width % heads != 0 || width / heads % 2 != 0 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads (%d) must divide width (%d) into even parts, and kv_heads (%d) the heads"
              .formatted(heads, width, kvHeads));
    }
    if (!(ropeBase > 1)) {
      throw new IllegalArgumentException("rope_base must be more than 1, not " + ropeBase);
    }
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "model %s must be from 1 to %d, not %d".formatted(name, most, value));
    }
  }

  /** Number of weights with a vocabulary of this size. */
  public long parameters(int vocabulary) {
    return shapes(vocabulary).values().stream()
        .mapToLong(shape -> shape.length == 1 ? shape[0] : shape[0] * shape[1])
        .sum();
  }

  /**
   * Writes the model as a GGUF file of float32.
   *
   * @param tokenizer the keys {@code tokenizer.*} of its vocabulary
   * @param seed what the weights follow from
   */
  public void write(Path file, Map<String, Object> tokenizer, long seed) throws IOException {
    if (!(tokenizer.get("tokenizer.ggml.tokens") instanceof String[] tokens)) {
      throw new IllegalArgumentException("a tokenizer without tokenizer.ggml.tokens");
    }
    List<TensorSource> tensors = new ArrayList<>();
    shapes(tokens.length)
        .forEach(
            (name, shape) ->
                tensors.add(
                    new TensorSource(
                        name, DType.F32, shape, out -> out.write(values(name, shape, seed)))));
    Map<String, Object> all = metadata(tokens.length);
    all.putAll(tokenizer);
    GgufWriter.write(file, new Metadata(file.toString(), all), tensors);
  }

  private Map<String, Object> metadata(int vocabulary) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("general.architecture", "llama");
    all.put("general.type", "model");
    all.put("llama.block_count", (long) layers);
    all.put("llama.context_length", (long) context);
    all.put("llama.embedding_length", (long) width);
    all.put("llama.feed_forward_length", (long) feedForward);
    all.put("llama.attention.head_count", (long) heads);
    all.put("llama.attention.head_count_kv", (long) kvHeads);
    all.put("llama.attention.layer_norm_rms_epsilon", EPSILON);
    all.put("llama.rope.freq_base", ropeBase);
    all.put("llama.rope.dimension_count", (long) (width / heads));
    all.put("llama.vocab_size", (long) vocabulary);
    return all;
  }

  private Map<String, long[]> shapes(int vocabulary) {
    long keys = (long) kvHeads * (width / heads);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("token_embd.weight", new long[] {vocabulary, width});
    for (int i = 0; i < layers; i++) {
      String block = "blk." + i + ".";
      shapes.put(block + "attn_norm.weight", new long[] {width});
      shapes.put(block + "attn_q.weight", new long[] {width, width});
      shapes.put(block + "attn_k.weight", new long[] {keys, width});
      shapes.put(block + "attn_v.weight", new long[] {keys, width});
      shapes.put(block + "attn_output.weight", new long[] {width, width});
      shapes.put(block + "ffn_norm.weight", new long[] {width});
      shapes.put(block + "ffn_gate.weight", new long[] {feedForward, width});
      shapes.put(block + "ffn_up.weight", new long[] {feedForward, width});
      shapes.put(block + "ffn_down.weight", new long[] {width, feedForward});
    }
    shapes.put("output_norm.weight", new long[] {width});
    if (!tied) {
      shapes.put("output.weight", new long[] {vocabulary, width});
    }
    return shapes;
  }

  /**
   * Norms begin as ones. What blocks add to the residual stream is scaled down by the root of how
   * often they do, as in GPT-2.
   */
  private MemorySegment values(String name, long[] shape, long seed) {
    int size = Math.toIntExact(shape.length == 1 ? shape[0] : shape[0] * shape[1]);
    float[] values = new float[size];
    boolean residual = name.endsWith("attn_output.weight") || name.endsWith("ffn_down.weight");
    double deviation = residual ? DEVIATION / Math.sqrt(2.0 * layers) : DEVIATION;
    SplittableRandom random = new SplittableRandom(seed ^ name.hashCode());
    for (int i = 0; i < size; i++) {
      values[i] = shape.length == 1 ? 1 : (float) random.nextGaussian(0, deviation);
    }
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
  }
}
