package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.ModelFile;
import dev.bantam.layer.Parameters;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.model.adapter.GgufAdapter;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The registry: one line for each architecture. */
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(
          new Bert(),
          new Bloom(),
          new Cohere(),
          new Exaone4(),
          new Falcon(),
          new FalconH1(),
          new Gemma(),
          new Glm4(),
          new Gpt2(),
          new GptJ(),
          new GptNeoX(),
          new GptOss(),
          new Granite(),
          new Lfm2(),
          new Llama(),
          new MambaModel(),
          new ModernBert(),
          new Nemotron(),
          new Olmo(),
          new Olmo2(),
          new OlmoE(),
          new Phi2(),
          new Phi3(),
          new Qwen(),
          new SeedOss(),
          new SmolLm3(),
          new StableLm(),
          new Starcoder2(),
          new T5());

  private static final Map<String, Architecture> BY_NAME = new TreeMap<>();
  private static final Map<String, HuggingFaceType> HUGGING_FACE = new TreeMap<>();

  static {
    for (Architecture architecture : ALL) {
      for (String name : architecture.names()) {
        BY_NAME.put(name, architecture);
      }
      for (HuggingFaceType type : architecture.huggingFace()) {
        HUGGING_FACE.put(type.modelType(), type);
      }
    }
  }

  private Architectures() {}

  /** The names of all that can be wired, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** The kinds of Hugging Face models that can be wired, by {@code model_type}. */
  static Map<String, HuggingFaceType> huggingFace() {
    return HUGGING_FACE;
  }

  /**
   * Wires the model of an open file, which must stay open as long as the model is used.
   *
   * @param context the longest sequence that will be used, or 0 for the model's own
   * @throws MalformedFileException if the architecture is unknown or the file does not fit it
   */
  public static Model wire(ModelFile file, int context) throws MalformedFileException {
    return wire(file, context, List.of(), new Parameters());
  }

  /**
   * Wires the model of an open file, changed by adapters.
   *
   * @param adapters added to its weights
   * @param parameters trainable weights: tensors of the file or of the adapters lie in them
   * @throws IllegalArgumentException if an adapter is for a model of other shapes or names
   */
  public static Model wire(
      ModelFile file, int context, List<Adapter> adapters, Parameters parameters)
      throws MalformedFileException {
    Architecture architecture = of(file);
    Wiring wiring = new Wiring(file, context, adapters, parameters);
    Model model = architecture.wire(wiring);
    wiring.checkAdapters();
    return model;
  }

  /**
   * The names of the weights of a model's linear layers, such as {@code blk.0.attn_q.weight},
   * sorted: what adapters can change.
   *
   * @throws MalformedFileException as {@link #wire}
   */
  public static Set<String> linearWeights(ModelFile file) throws MalformedFileException {
    Wiring wiring = new Wiring(file, 0);
    of(file).wire(wiring);
    return wiring.linears();
  }

  private static Architecture of(ModelFile file) throws MalformedFileException {
    if (GgufAdapter.isAdapter(file)) {
      throw new MalformedFileException(
          file.path(), -1, "is an adapter and no model; run its base with --adapter");
    }
    String name = file.metadata().string("general.architecture");
    Architecture architecture = BY_NAME.get(name);
    if (architecture == null) {
      throw new MalformedFileException(
          file.path(),
          -1,
          "unknown architecture '" + name + "'; known are " + String.join(", ", names()));
    }
    return architecture;
  }
}
