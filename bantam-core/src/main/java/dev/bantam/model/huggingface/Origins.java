package dev.bantam.model.huggingface;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a model's weights stand in the same model at Hugging Face: found by converting
 * labels instead of weights, so that there is one set of rules for both directions.
 */
public final class Origins {

  /**
   * A matrix in GGUF's order.
   *
   * @param module the linear module it is from, as transformers' class calls it ({@code
   *     model.layers.0.self_attn.q_proj})
   * @param rows row i of the matrix is row {@code rows[i]} of the module's weight [out, in]
   */
  public record Origin(String module, int[] rows) {}

  private final String modelType;
  private final boolean head;
  private final Map<String, List<Origin>> weights;
  private final Map<String, Integer> sizes;
  private final boolean transposed;

  private Origins(
      HuggingFaceType type,
      Map<String, List<Origin>> weights,
      Map<String, Integer> sizes,
      boolean transposed) {
    this.modelType = type.modelType();
    this.head = type.hasHead();
    this.weights = weights;
    this.sizes = sizes;
    this.transposed = transposed;
  }

  /**
   * Finds them for a model of either kind.
   *
   * @param types the kinds that are known, by {@code model_type}
   * @throws MalformedFileException if nothing is known of the architecture at Hugging Face
   */
  public static Origins of(ModelFile base, Map<String, HuggingFaceType> types)
      throws MalformedFileException {
    HuggingFaceType type;
    Config config;
    if (base instanceof HuggingFaceFolder folder) {
      type = folder.type();
      config = folder.config();
    } else {
      String architecture = base.metadata().string("general.architecture");
      type = named(architecture, types);
      if (type == null) {
        throw new MalformedFileException(
            base.path(),
            -1,
            "Hugging Face's names for the weights of architecture '"
                + architecture
                + "' are not known here; use adapters in GGUF's format");
      }
      config = config(base.metadata(), architecture);
    }
    try (Arena arena = Arena.ofConfined()) {
      RowLabels labels = new RowLabels(base, type, config, arena);
      return new Origins(type, read(base, labels), sizes(labels), labels.transposed());
    }
  }

  private static @Nullable HuggingFaceType named(
      String architecture, Map<String, HuggingFaceType> types) {
    HuggingFaceType plain = types.get(architecture);
    if (plain != null && plain.architecture().equals(architecture)) {
      return plain;
    }
    return types.values().stream()
        .filter(type -> type.architecture().equals(architecture))
        .findFirst()
        .orElse(null);
  }

  /** What converters ask of config.json, from GGUF's metadata. */
  private static Config config(Metadata metadata, String architecture)
      throws MalformedFileException {
    String prefix = architecture + ".";
    int layers = metadata.integer(prefix + "block_count");
    int heads = metadata.integer(prefix + "attention.head_count", 1);
    int[] each =
        metadata.has(prefix + "attention.head_count_kv")
            ? metadata.perLayer(prefix + "attention.head_count_kv", layers)
            : new int[] {heads};
    int most = 0;
    List<String> layerTypes = new ArrayList<>();
    for (int kvHeads : each) {
      most = Math.max(most, kvHeads);
      layerTypes.add(kvHeads > 0 ? "attention" : "mamba");
    }
    Map<String, Object> config = new HashMap<>();
    config.put("num_kv_heads", (long) most);
    config.put("multi_query", most == 1);
    config.put("new_decoder_architecture", most > 1 && most < heads);
    config.put("num_local_experts", (long) metadata.integer(prefix + "expert_count", 0));
    config.put("layer_types", layerTypes);
    config.put("mamba_n_heads", (long) metadata.integer(prefix + "ssm.time_step_rank", 0));
    config.put("mamba_d_state", (long) metadata.integer(prefix + "ssm.state_size", 0));
    config.put("mamba_d_conv", (long) metadata.integer(prefix + "ssm.conv_kernel", 0));
    return new Config(metadata.string("general.name", architecture), config);
  }

  private static Map<String, List<Origin>> read(ModelFile base, RowLabels labels) {
    Map<String, List<Origin>> all = new LinkedHashMap<>();
    for (Tensor label : labels.tensors().values()) {
      Tensor weight = base.tensors().get(label.name());
      if (weight == null || weight.rows() != label.rows()) {
        continue;
      }
      int matrices = weight.shape().length == 3 ? (int) weight.shape()[0] : 1;
      int rows = label.rows() / matrices;
      List<Origin> origins = new ArrayList<>();
      for (int m = 0; m < matrices; m++) {
        int[] from = new int[rows];
        for (int r = 0; r < rows; r++) {
          from[r] = (int) value(label, m * rows + r, 1);
        }
        origins.add(new Origin(labels.modules().get((int) value(label, m * rows, 0)), from));
      }
      all.put(label.name(), origins);
    }
    return all;
  }

  private static float value(Tensor label, int row, int column) {
    return label.data().getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * label.columns() + column);
  }

  private static Map<String, Integer> sizes(RowLabels labels) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    for (Tensor label : labels.tensors().values()) {
      for (int r = 0; r < label.rows(); r++) {
        String module = labels.modules().get((int) value(label, r, 0));
        sizes.merge(module, (int) value(label, r, 1) + 1, Math::max);
      }
    }
    return sizes;
  }

  /** Whether the class at Hugging Face predicts tokens. */
  public boolean hasHead() {
    return head;
  }

  /** {@code model_type} of config.json. */
  public String modelType() {
    return modelType;
  }

  /** Whether modules keep their weights as [in, out], as GPT-2's do. */
  public boolean transposed() {
    return transposed;
  }

  /**
   * The matrices of each weight by its GGUF name: one, or as many as there are experts. Weights
   * that are no linear module's are absent.
   */
  public Map<String, List<Origin>> weights() {
    return Collections.unmodifiableMap(weights);
  }

  /** The number of rows of each module's weight, by the module's name. */
  public Map<String, Integer> modules() {
    return Collections.unmodifiableMap(sizes);
  }

  /** Whether the tensor of this name in the model's files is [in, out]. */
  public boolean isTransposed(String tensor) {
    return transposed && TensorNames.isInBlock(tensor);
  }

  /** The transpose of a matrix of a type without blocks. */
  public static Tensor transposed(Tensor matrix, Arena arena) {
    return Rearrange.transposed(matrix, arena);
  }

  /** The name of a module without what may stand before it in a class or a file. */
  public static String plain(String module) {
    return TensorNames.strip(module);
  }
}
