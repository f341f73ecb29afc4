package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.kernel.Kernel;
import dev.bantam.kernel.Matrix;
import dev.bantam.layer.Activation;
import dev.bantam.layer.ClassifierHead;
import dev.bantam.layer.Embedding;
import dev.bantam.layer.Layer;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Linear;
import dev.bantam.layer.LowRank;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Parameters;
import dev.bantam.layer.Rotary;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A model file read as layers: metadata under the architecture's prefix, tensors checked for their
 * shapes. Architectures wire with it; {@link BlockWiring} is its view of one block.
 */
public final class Wiring {
  private static final int MAX_LAYERS = 1024;

  private final ModelFile file;
  private final String architecture;
  private final int layers;
  private final int width;
  private final int context;
  private final Parameters parameters;
  private final List<Adapter> adapters;
  private final Set<String> adapted = new HashSet<>();
  private final Set<String> linears = new TreeSet<>();
  private final Map<List<Object>, Rotary> rotaries = new HashMap<>();

  /**
   * @param context the sequence length that will be used, for models whose frequencies depend on
   *     it; 0 for the longest
   */
  public Wiring(ModelFile file, int context) throws MalformedFileException {
    this(file, context, List.of(), new Parameters());
  }

  /**
   * As the other, with adapters for linear layers, and trainable weights.
   *
   * @param parameters told of the copies of trainable tensors that layers hold
   */
  Wiring(ModelFile file, int context, List<Adapter> adapters, Parameters parameters)
      throws MalformedFileException {
    this.file = file;
    this.adapters = List.copyOf(adapters);
    this.parameters = parameters;
    this.architecture = file.metadata().string("general.architecture");
    this.layers = size("block_count", MAX_LAYERS);
    this.width = size("embedding_length", 1 << 20);
    int longest = integer("context_length", 2048);
    this.context = context == 0 ? longest : context;
    checkVocabulary();
    checkWindow();
  }

  private void checkWindow() throws MalformedFileException {
    int window = integer("attention.sliding_window", 0);
    if (window < 0) {
      throw wrong("metadata '" + key("attention.sliding_window") + "' is " + window);
    }
  }

  private void checkVocabulary() throws MalformedFileException {
    if (file.metadata().get("tokenizer.ggml.tokens") instanceof String[] tokens
        && hasTensor("token_embd.weight")
        && tensor("token_embd.weight").rows() < tokens.length) {
      throw wrong(
          tokens.length + " tokens, but " + tensor("token_embd.weight") + " has fewer rows");
    }
  }

  /** The value of {@code general.architecture}. */
  public String architecture() {
    return architecture;
  }

  /** Number of blocks. */
  public int layers() {
    return layers;
  }

  /** Size of the hidden state. */
  public int width() {
    return width;
  }

  private Metadata metadata() {
    return file.metadata();
  }

  private String key(String key) {
    return architecture + "." + key;
  }

  public boolean has(String key) {
    return metadata().has(key(key));
  }

  public int integer(String key) throws MalformedFileException {
    return metadata().integer(key(key));
  }

  public int integer(String key, int fallback) throws MalformedFileException {
    return metadata().integer(key(key), fallback);
  }

  public float real(String key, float fallback) throws MalformedFileException {
    return metadata().real(key(key), fallback);
  }

  public boolean bool(String key, boolean fallback) throws MalformedFileException {
    return metadata().bool(key(key), fallback);
  }

  public String string(String key, String fallback) throws MalformedFileException {
    return metadata().string(key(key), fallback);
  }

  /** A number for each block: {@code fallback} where the key is absent. */
  public int[] perLayer(String key, int fallback) throws MalformedFileException {
    if (!has(key)) {
      int[] same = new int[layers];
      Arrays.fill(same, fallback);
      return same;
    }
    return metadata().perLayer(key(key), layers);
  }

  /**
   * Which blocks see only a window: the file's pattern, or all but the last of every {@code period}
   * blocks.
   *
   * @return [layers]; all false where the file has no window
   */
  public boolean[] localLayers(int period) throws MalformedFileException {
    boolean[] local = new boolean[layers];
    if (integer("attention.sliding_window", 0) == 0) {
      return local;
    }
    String pattern = key("attention.sliding_window_pattern");
    if (metadata().get(pattern) instanceof boolean[] array) {
      return Arrays.copyOf(array, layers);
    }
    int every = metadata().integer(pattern, period);
    for (int i = 0; i < layers; i++) {
      local[i] = every == 0 || i % every < every - 1;
    }
    return local;
  }

  /**
   * A flag for each block.
   *
   * @param fallback [layers] where the key is absent
   */
  public boolean[] flags(String key, boolean[] fallback) {
    return metadata().get(key(key)) instanceof boolean[] array
        ? Arrays.copyOf(array, layers)
        : fallback;
  }

  /**
   * How far block {@code i} sees: the file's window if the block is local, else 0 for everything.
   */
  public int window(int i, int period) throws MalformedFileException {
    return localLayers(period)[i] ? integer("attention.sliding_window") : 0;
  }

  /** A whole number from 1 to {@code most}. */
  public int size(String key, int most) throws MalformedFileException {
    int value = integer(key);
    if (value < 1 || value > most) {
      throw wrong("metadata '" + key(key) + "' should be 1 to " + most + " and is " + value);
    }
    return value;
  }

  /** The norms' epsilon. */
  public float eps(Norm.Kind kind) throws MalformedFileException {
    String key =
        kind == Norm.Kind.RMS ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon";
    float eps = metadata().real(key(key));
    if (!(eps >= 0 && eps < 1)) {
      throw wrong("metadata '" + key(key) + "' should be a small number and is " + eps);
    }
    return eps;
  }

  public boolean hasTensor(String name) {
    return file.tensors().containsKey(name);
  }

  /** A tensor that must be there. */
  public Tensor tensor(String name) throws MalformedFileException {
    Tensor tensor = file.tensors().get(name);
    if (tensor == null) {
      throw wrong("tensor '" + name + "' is missing");
    }
    return tensor;
  }

  /** All numbers of a tensor of {@code size} values, decoded; any size if {@code size} is 0. */
  public float[] vector(String name, int size) throws MalformedFileException {
    Tensor tensor = tensor(name);
    if ((size != 0 && tensor.size() != size) || tensor.size() > 1 << 28) {
      throw wrong("tensor " + tensor + " should have " + size + " values");
    }
    return decoded(tensor, 0, (int) tensor.size());
  }

  /** The values [from, to) of a tensor, which follow it if it is trained. */
  private float[] decoded(Tensor tensor, int from, int to) {
    float[] all = new float[to];
    Kernel.of(tensor.type()).decode(tensor.data(), 0, all, 0, to);
    float[] out = from == 0 ? all : Arrays.copyOfRange(all, from, to);
    parameters.bind(out, tensor, from);
    return out;
  }

  /** Has {@code task} run whenever trainable weights have changed. */
  void onRefresh(Runnable task) {
    parameters.onRefresh(task);
  }

  /** The values [from, to) of {@code name} if there is such a tensor, of {@code size} values. */
  float @Nullable [] part(String name, int size, int from, int to) throws MalformedFileException {
    if (!hasTensor(name)) {
      return null;
    }
    if (tensor(name).size() != size) {
      throw wrong("tensor " + tensor(name) + " should have " + size + " values");
    }
    return decoded(tensor(name), from, to);
  }

  /** As {@link #vector}, or null if there is no such tensor. */
  public float @Nullable [] vectorOrNull(String name, int size) throws MalformedFileException {
    return hasTensor(name) ? vector(name, size) : null;
  }

  /**
   * The matrix {@code name} of {@code rows} x {@code columns}; any number of rows if {@code rows}
   * is 0.
   */
  public Matrix matrix(String name, int rows, int columns) throws MalformedFileException {
    Tensor tensor = tensor(name);
    if (tensor.columns() != columns || (rows != 0 && tensor.rows() != rows)) {
      throw wrong(
          "tensor " + tensor + " should be [" + (rows == 0 ? "n" : rows) + ", " + columns + "]");
    }
    return new Matrix(tensor);
  }

  /** {@code name}.weight with {@code name}.bias if there is one. */
  public Linear linear(String name, int outputs, int inputs) throws MalformedFileException {
    return linear(name, outputs, inputs, 0, outputs);
  }

  /**
   * Rows [from, to) of {@code name}, which has {@code outputs} rows in all: a part of a fused
   * projection.
   */
  public Linear linear(String name, int outputs, int inputs, int from, int to)
      throws MalformedFileException {
    return linear(name + ".weight", name + ".bias", outputs, inputs, from, to);
  }

  /** Rows [from, to) of a weight of {@code outputs} rows, with a bias and adapters if there are. */
  Linear linear(String weight, String bias, int outputs, int inputs, int from, int to)
      throws MalformedFileException {
    Tensor tensor = matrix(weight, outputs, inputs).tensor();
    linears.add(weight);
    boolean whole = from == 0 && to == tensor.rows();
    return new Linear(
        new Matrix(whole ? tensor : tensor.rows(from, to)),
        part(bias, tensor.rows(), from, to),
        lowRanks(weight, from, to));
  }

  /** What adapters change of the rows [from, to) of a weight. */
  private List<LowRank> lowRanks(String weight, int from, int to) {
    List<LowRank> changes = new ArrayList<>();
    for (int i = 0; i < adapters.size(); i++) {
      Adapter.Change change = adapters.get(i).changes().get(weight);
      if (change != null) {
        adapted.add(weight);
        Adapter.Change part = change.rows(from, to);
        Tensor magnitude = part.magnitude();
        LowRank lowRank =
            new LowRank(
                i,
                new Matrix(part.a()),
                new Matrix(part.b()),
                part.scale(),
                magnitude == null ? null : decoded(magnitude, 0, to - from),
                part.dropout());
        parameters.onRefresh(lowRank::refresh);
        changes.add(lowRank);
      }
    }
    return changes;
  }

  /** The names of the weights that linear layers were made of so far. */
  Set<String> linears() {
    return linears;
  }

  /**
   * Checks that every adapter found its weights.
   *
   * @throws IllegalArgumentException naming one that it did not find
   */
  void checkAdapters() {
    for (Adapter adapter : adapters) {
      for (String weight : adapter.changes().keySet()) {
        if (!adapted.contains(weight)) {
          throw new IllegalArgumentException(
              "adapter %s changes '%s', but %s has no such linear layer: it was made for another model"
                  .formatted(adapter.name(), weight, file.path()));
        }
      }
    }
  }

  /** {@code name}.weight with its bias if there is one, over whole rows of {@code size}. */
  public Norm norm(Norm.Kind kind, String name, int size) throws MalformedFileException {
    return new Norm(
        kind, size, vector(name + ".weight", size), vectorOrNull(name + ".bias", size), eps(kind));
  }

  /** As {@link #norm}, or null if there is no such tensor. */
  public @Nullable Norm normOrNull(Norm.Kind kind, String name, int size)
      throws MalformedFileException {
    return hasTensor(name + ".weight") ? norm(kind, name, size) : null;
  }

  /** The activation in the metadata, or the family's own. */
  public Activation activation(Activation fallback) throws MalformedFileException {
    String name = string("hidden_activation", "");
    try {
      return name.isEmpty() ? fallback : Activation.ofName(name);
    } catch (IllegalArgumentException e) {
      throw wrong("metadata '" + key("hidden_activation") + "': " + e.getMessage());
    }
  }

  /**
   * The rotary embedding that the metadata describes, over {@code headDim} numbers if it does not
   * say.
   */
  public Rotary rotary(Rotary.Pairs pairs, int headDim) throws MalformedFileException {
    return rotary(pairs, headDim, real("rope.freq_base", 10_000), true);
  }

  /** As {@link #rotary}, with another base and none of the scalings, as in local layers. */
  public Rotary plainRotary(Rotary.Pairs pairs, int headDim, float base)
      throws MalformedFileException {
    return rotary(pairs, headDim, base, false);
  }

  /** Blocks that turn alike share one object, and so one table of angles in each pass. */
  private Rotary rotary(Rotary.Pairs pairs, int headDim, float base, boolean scaled)
      throws MalformedFileException {
    List<Object> key = List.of(pairs, headDim, base, scaled);
    Rotary rotary = rotaries.get(key);
    if (rotary == null) {
      rotary = RotaryWiring.read(this, pairs, headDim, base, scaled);
      rotaries.put(key, rotary);
    }
    return rotary;
  }

  /** The sequence length that was asked for, or else the longest. */
  int context() {
    return context;
  }

  /** Block {@code i}, with tensors under {@code blk.i}. */
  public BlockWiring block(int i) throws MalformedFileException {
    return new BlockWiring(this, i, "blk." + i);
  }

  /** What one block of a model is made of. */
  @FunctionalInterface
  public interface BlockWirer {
    /** Returns the layers of the block, in order; each changes the residual stream. */
    List<Layer> wire(BlockWiring block) throws MalformedFileException;
  }

  /** Starts a model of this file. */
  public TransformerWiring transformer(BlockWirer blocks) throws MalformedFileException {
    List<Layer> all = new ArrayList<>();
    List<LayerMemory> memory = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      BlockWiring block = block(i);
      all.add(Layer.chain(blocks.wire(block).toArray(Layer[]::new)));
      memory.add(block.memory());
    }
    return new TransformerWiring(this, all, memory);
  }

  /** The soft prompt of an adapter, or null. */
  private @Nullable Matrix prompt() {
    for (Adapter adapter : adapters) {
      if (adapter.prompt() != null) {
        return new Matrix(adapter.prompt());
      }
    }
    return null;
  }

  /** The token embedding, with learned positions where the file has them. */
  Embedding embedding(float scale, int positionOffset) throws MalformedFileException {
    Matrix tokens = matrix("token_embd.weight", 0, width);
    boolean learned = hasTensor("position_embd.weight");
    return new Embedding(
        tokens,
        prompt(),
        learned ? matrix("position_embd.weight", 0, width) : null,
        positionOffset,
        hasTensor("token_types.weight") ? matrix("token_types.weight", 0, width) : null,
        scale);
  }

  /**
   * The head that scores a classifier's labels, or null if the file has none.
   *
   * @param activation of its hidden layer, where it has one
   */
  @Nullable ClassifierHead classifierHead(Activation activation) throws MalformedFileException {
    if (!hasTensor("cls.output.weight")) {
      return null;
    }
    int labels = matrix("cls.output.weight", 0, width).rows();
    return new ClassifierHead(
        hasTensor("cls.weight") ? linear("cls", width, width) : null,
        activation,
        normOrNull(Norm.Kind.LAYER, "cls.norm", width),
        linear("cls.output", labels, width));
  }

  /** The fault {@code reason} of this file. */
  public MalformedFileException wrong(String reason) {
    return new MalformedFileException(file.path(), -1, reason);
  }
}
