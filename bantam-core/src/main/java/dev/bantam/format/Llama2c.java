package dev.bantam.format;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint of llama2.c in its first format (float32, no magic number), mapped and presented as
 * a GGUF file of the architecture {@code llama}. Both rotate neighbouring pairs of a head, so no
 * weight is reordered. The tokenizer is a file of its own and not read here.
 *
 * <p>Source: {@code run.c} and {@code export.py} of karpathy/llama2.c.
 */
public final class Llama2c implements ModelFile {
  static final int HEADER_BYTES = 7 * Integer.BYTES;
  private static final float NORM_EPSILON = 1e-5f; // run.c has it as a constant
  private static final float ROPE_BASE = 10_000; // likewise

  /** The header; {@code ownOutput}: the output matrix is not the embedding. */
  private record Config(
      int width,
      int hidden,
      int layers,
      int heads,
      int kvHeads,
      int vocabulary,
      int context,
      boolean ownOutput) {

    static Config of(ByteBuffer head) {
      int vocabulary = head.getInt(20);
      return new Config(
          head.getInt(0),
          head.getInt(4),
          head.getInt(8),
          head.getInt(12),
          head.getInt(16),
          vocabulary == Integer.MIN_VALUE ? 0 : Math.abs(vocabulary),
          head.getInt(24),
          vocabulary < 0);
    }

    /** Whether the numbers are possible at all: in range, and heads of equal, even size. */
    boolean isSound() {
      return in(width, 1 << 20)
          && in(hidden, 1 << 20)
          && in(layers, 1 << 10)
          && in(heads, 1 << 12)
          && in(kvHeads, heads)
          && in(vocabulary, 1 << 22)
          && in(context, 1 << 24)
          && width % heads == 0
          && heads % kvHeads == 0
          && headSize() % 2 == 0;
    }

    private static boolean in(int value, int most) {
      return value >= 1 && value <= most;
    }

    int headSize() {
      return width / heads;
    }

    long kvWidth() {
      return (long) headSize() * kvHeads;
    }

    /** Bytes of the file; every factor is bounded, so that nothing wraps. */
    long fileBytes() {
      long matrices = 2L * width * width + 2 * kvWidth() * width + 3L * width * hidden;
      long perLayer = 2L * width + matrices;
      long embeddings = (ownOutput ? 2L : 1L) * vocabulary * width;
      long rotary = (long) context * headSize(); // cosines and sines of half a head each
      return HEADER_BYTES + Float.BYTES * (embeddings + layers * perLayer + width + rotary);
    }
  }

  private final Path path;
  private final Arena arena;
  private final Metadata metadata;
  private final Map<String, Tensor> tensors;

  private Llama2c(Path path, Arena arena, Metadata metadata, Map<String, Tensor> tensors) {
    this.path = path;
    this.arena = arena;
    this.metadata = metadata;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Whether a file of {@code fileBytes} bytes that begins with {@code head} is such a checkpoint.
   */
  static boolean isHeader(ByteBuffer head, long fileBytes) {
    if (head.limit() < HEADER_BYTES) {
      return false;
    }
    Config config = Config.of(head);
    return config.isSound() && config.fileBytes() == fileBytes;
  }

  /**
   * Opens a checkpoint.
   *
   * @throws MalformedFileException if the header is not sound or the file is not as long as it says
   */
  public static Llama2c open(Path file) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment data = MappedFile.map(file, arena);
      if (data.byteSize() < HEADER_BYTES) {
        throw new MalformedFileException(file, 0, "the file ends within the header");
      }
      ByteBuffer head = data.asSlice(0, HEADER_BYTES).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      Config config = Config.of(head);
      if (!config.isSound()) {
        throw new MalformedFileException(file, 0, "not a llama2.c checkpoint: " + config);
      }
      if (config.fileBytes() != data.byteSize()) {
        throw new MalformedFileException(
            file,
            0,
            "a llama2.c checkpoint with this header has %d bytes, not %d"
                .formatted(config.fileBytes(), data.byteSize()));
      }
      return new Llama2c(file, arena, metadata(file, config), tensors(config, data));
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static Metadata metadata(Path file, Config config) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("general.architecture", "llama");
    values.put("general.file_type", 0L);
    values.put("llama.context_length", (long) config.context);
    values.put("llama.embedding_length", (long) config.width);
    values.put("llama.block_count", (long) config.layers);
    values.put("llama.feed_forward_length", (long) config.hidden);
    values.put("llama.attention.head_count", (long) config.heads);
    values.put("llama.attention.head_count_kv", (long) config.kvHeads);
    values.put("llama.attention.layer_norm_rms_epsilon", (double) NORM_EPSILON);
    values.put("llama.rope.dimension_count", (long) config.headSize());
    values.put("llama.rope.freq_base", (double) ROPE_BASE);
    values.put("llama.vocab_size", (long) config.vocabulary);
    return new Metadata(file.toString(), values);
  }

  private static Map<String, Tensor> tensors(Config config, MemorySegment data) {
    Slicer in = new Slicer(data, config.layers);
    long width = config.width;
    in.one("token_embd.weight", config.vocabulary, width);
    in.perLayer("attn_norm", width);
    in.perLayer("attn_q", width, width);
    in.perLayer("attn_k", config.kvWidth(), width);
    in.perLayer("attn_v", config.kvWidth(), width);
    in.perLayer("attn_output", width, width);
    in.perLayer("ffn_norm", width);
    in.perLayer("ffn_gate", config.hidden, width);
    in.perLayer("ffn_down", width, config.hidden);
    in.perLayer("ffn_up", config.hidden, width);
    in.one("output_norm.weight", width);
    if (config.ownOutput) {
      in.skip((long) config.context * config.headSize()); // tables that run.c no longer reads
      in.one("output.weight", config.vocabulary, width);
    }
    return in.tensors;
  }

  /** Cuts the file into tensors, one after the other. */
  private static final class Slicer {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final MemorySegment data;
    private final int layers;
    private long at = HEADER_BYTES;

    Slicer(MemorySegment data, int layers) {
      this.data = data;
      this.layers = layers;
    }

    void one(String name, long... shape) {
      long bytes = TensorBytes.of(DType.F32, shape);
      tensors.put(name, new Tensor(name, DType.F32, shape, data.asSlice(at, bytes)));
      at += bytes;
    }

    /** The same tensor of all layers: the file has them together. */
    void perLayer(String name, long... shape) {
      for (int layer = 0; layer < layers; layer++) {
        one("blk." + layer + "." + name + ".weight", shape.clone());
      }
    }

    void skip(long values) {
      at += values * Float.BYTES;
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    arena.close();
  }
}
