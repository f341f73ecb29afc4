import dev.bantam.format.GgufWriter;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Quantizer;
import dev.bantam.kernel.Team;
import dev.bantam.model.GgufQuantizer;
import dev.bantam.model.QuantMix;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model of a known one's shape with random weights, to measure speed with: no licence, no
 * download, and speed does not depend on the values.
 *
 * <p>Every block has the same weights, so that only one is drawn and quantised; in the file each
 * has its own bytes, as in any other.
 */
final class RandomModel implements ModelFile {
  /** The sizes that matter for speed. */
  enum Shape {
    SMOLLM2_135M("135M", 30, 576, 1536, 9, 3, 49152, 8192, 100_000, true, false, "smollm"),
    LLAMA_3_2_1B("1B", 16, 2048, 8192, 32, 8, 128_256, 131_072, 500_000, true, true, "llama-bpe"),
    MISTRAL_7B("7B", 32, 4096, 14336, 32, 8, 32000, 32768, 10_000, false, false, null);

    final String label;
    final int blocks;
    final int width;
    final int hidden;
    final int heads;
    final int kvHeads;
    final int vocabulary;
    final int context;
    final double ropeBase;

    /** Whether the embedding is the output matrix too. */
    final boolean tied;

    /** Whether the file has Llama 3's rotary factors. */
    final boolean ropeFactors;

    /** GGUF's name of the BPE pre-tokenizer; null: a SentencePiece vocabulary. */
    final String pre;

    Shape(
        String label,
        int blocks,
        int width,
        int hidden,
        int heads,
        int kvHeads,
        int vocabulary,
        int context,
        double ropeBase,
        boolean tied,
        boolean ropeFactors,
        String pre) {
      this.label = label;
      this.blocks = blocks;
      this.width = width;
      this.hidden = hidden;
      this.heads = heads;
      this.kvHeads = kvHeads;
      this.vocabulary = vocabulary;
      this.context = context;
      this.ropeBase = ropeBase;
      this.tied = tied;
      this.ropeFactors = ropeFactors;
      this.pre = pre;
    }

    int headSize() {
      return width / heads;
    }

    static Shape named(String label) {
      for (Shape shape : values()) {
        if (shape.label.equalsIgnoreCase(label)) {
          return shape;
        }
      }
      throw new IllegalArgumentException("no shape is called '" + label + "': 135M, 1B or 7B");
    }
  }

  private final Arena arena = Arena.ofShared();
  private final Shape shape;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, MemorySegment> drawn = new HashMap<>();
  private final SplittableRandom random = new SplittableRandom(1);

  RandomModel(Shape shape) {
    this.shape = shape;
    matrix("token_embd", shape.vocabulary, shape.width);
    if (shape.ropeFactors) {
      ropeFactors();
    }
    int kvWidth = shape.kvHeads * shape.headSize();
    for (int i = 0; i < shape.blocks; i++) {
      String block = "blk." + i + ".";
      ones(block + "attn_norm");
      matrix(block + "attn_q", shape.width, shape.width);
      matrix(block + "attn_k", kvWidth, shape.width);
      matrix(block + "attn_v", kvWidth, shape.width);
      matrix(block + "attn_output", shape.width, shape.width);
      ones(block + "ffn_norm");
      matrix(block + "ffn_gate", shape.hidden, shape.width);
      matrix(block + "ffn_up", shape.hidden, shape.width);
      matrix(block + "ffn_down", shape.width, shape.hidden);
    }
    ones("output_norm");
    if (!shape.tied) {
      matrix("output", shape.vocabulary, shape.width);
    }
  }

  /** The part of a name that blocks share. */
  private static String role(String name) {
    return name.startsWith("blk.") ? name.substring(name.indexOf('.', 4) + 1) : name;
  }

  /** A matrix in F16 that keeps the size of what it multiplies. */
  private void matrix(String name, int rows, int columns) {
    double scale = 1 / Math.sqrt(columns);
    long n = (long) rows * columns;
    MemorySegment data =
        drawn.computeIfAbsent(
            role(name),
            key -> {
              MemorySegment values = arena.allocate(2 * n, 64);
              for (long i = 0; i < n; i++) {
                // The sum of four uniform values is near enough to a normal one.
                double sum = -2;
                long bits = random.nextLong();
                for (int part = 0; part < 4; part++) {
                  sum += (bits >>> 16 * part & 0xFFFF) / 65536.0;
                }
                short half = Float.floatToFloat16((float) (sum * Math.sqrt(3) * scale));
                values.set(ValueLayout.JAVA_SHORT, 2 * i, half);
              }
              return values;
            });
    add(name, DType.F16, new long[] {rows, columns}, data);
  }

  private void ones(String name) {
    float[] values = new float[shape.width];
    Arrays.fill(values, 1);
    vector(name, values);
  }

  private void ropeFactors() {
    float[] factors = new float[shape.headSize() / 2];
    for (int i = 0; i < factors.length; i++) {
      // Only the length matters here; real files grow from 1 to 32 as frequencies fall.
      factors[i] = 1 + 31f * i / factors.length;
    }
    vector("rope_freqs", factors);
  }

  private void vector(String name, float[] values) {
    MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
    add(name, DType.F32, new long[] {values.length}, data);
  }

  private void add(String name, DType type, long[] sizes, MemorySegment data) {
    String full = name + ".weight";
    tensors.put(full, new Tensor(full, type, sizes, data));
  }

  /** Writes the model under llama-quantize's rules for {@code mix}. */
  void write(Path target, QuantMix mix) throws IOException {
    Map<String, MemorySegment> encoded = new HashMap<>();
    try (Team team = new Team(Team.availableThreads())) {
      Map<String, DType> types =
          new GgufQuantizer(this, new GgufQuantizer.Options(mix), team).types();
      List<TensorSource> sources = new ArrayList<>();
      types.forEach(
          (name, type) -> {
            Tensor tensor = tensors.get(name);
            sources.add(
                new TensorSource(
                    name,
                    type,
                    tensor.shape(),
                    out ->
                        out.write(
                            tensor.type() == type
                                ? tensor.data()
                                : encoded.computeIfAbsent(
                                    role(name) + type, key -> encode(tensor, type, team)))));
          });
      GgufWriter.write(target, metadata(mix), sources);
    }
  }

  private MemorySegment encode(Tensor tensor, DType type, Team team) {
    MemorySegment out = arena.allocate(type.bytes(tensor.size()), 64);
    new Quantizer(type, team).encode(tensor, 0, tensor.rows(), null, out);
    return out;
  }

  private Metadata metadata(QuantMix mix) {
    Map<String, Object> values = new LinkedHashMap<>(metadata().values());
    values.put("general.quantization_version", 2L);
    values.put("general.file_type", (long) mix.fileType);
    return new Metadata("random", values);
  }

  @Override
  public Metadata metadata() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("general.architecture", "llama");
    values.put("general.name", "random weights in the shape of " + shape.name());
    values.put("llama.block_count", (long) shape.blocks);
    values.put("llama.context_length", (long) shape.context);
    values.put("llama.embedding_length", (long) shape.width);
    values.put("llama.feed_forward_length", (long) shape.hidden);
    values.put("llama.attention.head_count", (long) shape.heads);
    values.put("llama.attention.head_count_kv", (long) shape.kvHeads);
    values.put("llama.attention.layer_norm_rms_epsilon", 1e-5);
    values.put("llama.rope.freq_base", shape.ropeBase);
    values.put("llama.rope.dimension_count", (long) shape.headSize());
    values.put("llama.vocab_size", (long) shape.vocabulary);
    RandomVocabulary.add(values, shape.vocabulary, shape.pre);
    return new Metadata("random", values);
  }

  @Override
  public Path path() {
    return Path.of("random-" + shape.label);
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
