package dev.bantam.model.huggingface;

import dev.bantam.format.MalformedFileException;
import dev.bantam.kernel.Kernel;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Hugging Face model on its way to GGUF's terms: the names and settings that all models share are
 * in place, a family's converter does the rest. Rearranged tensors are copies off the heap.
 */
public class Conversion {
  /** Parts of the names of tensors that GGUF files keep as F32, besides all vectors. */
  private static final List<String> KEPT =
      List.of(
          "_norm.weight",
          "ffn_gate_inp.",
          "position_embd.",
          "token_types.",
          "cls.",
          "ssm_conv1d.",
          "shortconv.conv.",
          "ssm_a",
          "ssm_d");

  private final String source;
  private final Config config;
  private final String architecture;
  private final Arena arena;
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  Conversion(String source, Config config, String architecture, Arena arena) {
    this.source = source;
    this.config = config;
    this.architecture = architecture;
    this.arena = arena;
    metadata.put("general.architecture", architecture);
  }

  /** The model's config.json. */
  public Config config() {
    return config;
  }

  Map<String, Object> metadata() {
    return metadata;
  }

  Map<String, Tensor> tensors() {
    return tensors;
  }

  Arena arena() {
    return arena;
  }

  /** Sets metadata under the architecture's prefix. */
  public void put(String key, Object value) {
    metadata.put(architecture + "." + key, value);
  }

  /** Sets {@code key} to the number {@code from} of config.json, if that is there. */
  public void copyReal(String from, String key) throws MalformedFileException {
    if (config.has(from)) {
      put(key, config.real(from, 0));
    }
  }

  /** Sets {@code key} to the whole number {@code from} of config.json, if that is there. */
  public void copyInteger(String from, String key) throws MalformedFileException {
    if (config.has(from)) {
      put(key, (long) config.integer(from));
    }
  }

  /** A whole number that is set already under the architecture's prefix. */
  public int get(String key) throws MalformedFileException {
    if (metadata.get(architecture + "." + key) instanceof Long value) {
      return value.intValue();
    }
    throw wrong("nothing in config.json gives '" + key + "'");
  }

  /** Numbers in a head. */
  public int headDim() throws MalformedFileException {
    return metadata.containsKey(architecture + ".attention.key_length")
        ? get("attention.key_length")
        : get("embedding_length") / get("attention.head_count");
  }

  /**
   * Calls tensors that end with {@code .from} by {@code .to} instead; the ending {@code .weight}
   * stays.
   */
  public void rename(String from, String to) {
    Map<String, Tensor> old = new LinkedHashMap<>(tensors);
    tensors.clear();
    old.forEach(
        (name, tensor) -> {
          boolean match = name.contains("." + from + ".") || name.endsWith("." + from);
          add(match ? name.replace("." + from, "." + to) : name, tensor);
        });
  }

  /** Adds or replaces a tensor. */
  public void add(String name, Tensor tensor) {
    tensors.put(name, new Tensor(name, tensor.type(), tensor.shape(), tensor.data()));
  }

  /** Adds numbers as an F32 tensor. */
  public void addVector(String name, float[] values) {
    tensors.put(name, Rearrange.vector(name, values, arena));
  }

  /** Whether there is such a tensor. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** Takes a tensor out; null if there is none. */
  public @Nullable Tensor remove(String name) {
    return tensors.remove(name);
  }

  /** Takes the blocks' layer {@code name} out. */
  public void drop(String name) {
    for (Tensor tensor : named(name)) {
      tensors.remove(tensor.name());
    }
  }

  /** Leaves the first {@code n} rows of a matrix out. */
  public void skipRows(String name, int n) throws MalformedFileException {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.rows() <= n) {
      throw wrong("tensor '" + name + "' should have more than " + n + " rows");
    }
    add(name, tensor.rows(n, tensor.rows()));
  }

  /** Reorders the rows of weights and biases of the blocks' layer {@code name} ({@code attn_q}). */
  public void reorder(String name, int[] order) throws MalformedFileException {
    for (Tensor tensor : named(name)) {
      if (tensor.shape()[0] != order.length) {
        throw wrong("tensor " + tensor + " should have " + order.length + " rows");
      }
      add(tensor.name(), Rearrange.rows(tensor, order, arena));
    }
  }

  /** Queries and keys from halves to adjacent pairs, as GGUF keeps Llama's. */
  public void pairQueriesAndKeys() throws MalformedFileException {
    int heads = get("attention.head_count");
    reorder("attn_q", Rearrange.adjacentPairs(heads, headDim()));
    reorder("attn_k", Rearrange.adjacentPairs(get("attention.head_count_kv"), headDim()));
  }

  /** Takes fused projections apart that are stored group by group: queries, a key, a value. */
  public void ungroup(int groups) throws MalformedFileException {
    int per = get("attention.head_count") / groups;
    reorder("attn_qkv", Rearrange.ungrouped(groups, per, headDim()));
  }

  /** Transposes the weights of the blocks' layer {@code name}. */
  public void transpose(String name) throws MalformedFileException {
    for (Tensor tensor : named(name)) {
      if (tensor.shape().length == 2) {
        if (tensor.type().blockSize != 1 || tensor.type().blockBytes > 4) {
          throw wrong("tensor " + tensor + " cannot be transposed");
        }
        add(tensor.name(), Rearrange.transposed(tensor, arena));
      }
    }
  }

  /**
   * Replaces every number of the tensors whose name ends with {@code ending} by a function of it.
   */
  public void map(String ending, DoubleUnaryOperator function) {
    for (Tensor tensor : tensors.values().toArray(Tensor[]::new)) {
      if (tensor.name().endsWith(ending)) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        Kernel.of(tensor.type()).decode(tensor.data(), 0, values, 0, values.length);
        add(tensor.name(), Rearrange.mapped(tensor, values, function, arena));
      }
    }
  }

  /** Gives the blocks' tensor {@code name} another shape of as many numbers. */
  public void reshape(String name, long... shape) throws MalformedFileException {
    long size = 1;
    for (long d : shape) {
      size *= d;
    }
    for (Tensor tensor : named(name)) {
      if (tensor.size() != size) {
        throw wrong("tensor " + tensor + " should have " + size + " values");
      }
      add(tensor.name(), Rearrange.reshaped(tensor, shape));
    }
  }

  /**
   * Takes the stacked matrices [n, 2 m, d] of block layer {@code from} apart into the first and
   * last m rows of each; a plain matrix [2 m, d] counts as one.
   */
  public void halve(String from, String first, String second) {
    for (Tensor tensor : named(from)) {
      tensors.remove(tensor.name());
      int dims = tensor.shape().length;
      int n = dims == 3 ? (int) tensor.shape()[0] : 1;
      int m = (int) (tensor.shape()[dims - 2] / 2);
      long[] shape = tensor.shape().clone();
      shape[dims - 2] = m;
      Tensor flat = Rearrange.reshaped(tensor, (long) n * 2 * m, tensor.shape()[dims - 1]);
      for (int half = 0; half < 2; half++) {
        int[] order = new int[n * m];
        for (int i = 0; i < order.length; i++) {
          order[i] = i / m * 2 * m + half * m + i % m;
        }
        String name =
            tensor.name().replace("." + from + ".", "." + (half == 0 ? first : second) + ".");
        add(name, Rearrange.reshaped(Rearrange.rows(flat, order, arena), shape));
      }
    }
  }

  /**
   * Stores vectors and the small tensors that GGUF keeps in full as F32, whatever the folder's
   * type: other engines add and multiply them as they are.
   */
  void widenSmallTensors() {
    for (Tensor tensor : tensors.values().toArray(Tensor[]::new)) {
      boolean vector = tensor.shape().length == 1;
      if (tensor.type() != DType.F32
          && (vector || KEPT.stream().anyMatch(tensor.name()::contains))) {
        map(tensor.name(), x -> x);
      }
    }
  }

  private Tensor[] named(String layer) {
    return tensors.values().stream()
        .filter(
            t ->
                t.name().contains("." + layer + ".")
                    || t.name().endsWith("." + layer)
                    || t.name().equals(layer))
        .toArray(Tensor[]::new);
  }

  /** The fault {@code reason} of this model. */
  public MalformedFileException wrong(String reason) {
    return new MalformedFileException(source, -1, reason);
  }
}
