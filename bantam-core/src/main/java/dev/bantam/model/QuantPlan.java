package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the type of each tensor of a model that is to be quantised. The rules are those of
 * llama.cpp's {@code llama-quant.cpp}, so that a mix means the same there and here: they were found
 * by measuring which matrices cost most perplexity when stored with few bits.
 */
final class QuantPlan {
  /** Mixes of about two bits and less, which have rules of their own. */
  private static final Set<QuantMix> TINY =
      EnumSet.of(
          QuantMix.IQ2_XXS,
          QuantMix.IQ2_XS,
          QuantMix.IQ2_S,
          QuantMix.IQ2_M,
          QuantMix.IQ1_S,
          QuantMix.IQ1_M);

  /** Mixes that give the attention's output Q5_K in a model with eight experts. */
  private static final Set<QuantMix> MIXTRAL_OUTPUT =
      EnumSet.of(
          QuantMix.Q2_K,
          QuantMix.IQ3_XS,
          QuantMix.IQ3_XXS,
          QuantMix.Q3_K_S,
          QuantMix.Q3_K_M,
          QuantMix.IQ4_NL,
          QuantMix.Q4_K_S,
          QuantMix.Q4_K_M,
          QuantMix.IQ3_S,
          QuantMix.IQ3_M,
          QuantMix.IQ4_XS);

  private final Path file;
  private final QuantMix mix;
  private final boolean weighed;
  private final boolean falcon;
  private final int layers;
  private final int experts;

  /** Query heads to a key head. */
  private final int sharing;

  private final boolean tied;
  private final int values;

  /** Llama 2 70B, whose value matrices are an eighth of the query matrices. */
  private final boolean llama70b;

  private int valuesSeen;
  private int downsSeen;
  private int gatesSeen;
  private int upsSeen;

  private QuantPlan(ModelFile model, QuantMix mix, boolean weighed) throws MalformedFileException {
    Metadata metadata = model.metadata();
    String architecture = metadata.string("general.architecture");
    this.file = model.path();
    this.mix = mix;
    this.weighed = weighed;
    this.falcon = architecture.equals("falcon");
    this.layers = metadata.integer(architecture + ".block_count", 0);
    this.experts = metadata.integer(architecture + ".expert_count", 0);
    int heads = ofFirstLayer(metadata, architecture + ".attention.head_count", 0);
    int keyHeads = ofFirstLayer(metadata, architecture + ".attention.head_count_kv", heads);
    this.sharing = keyHeads == 0 ? 0 : heads / keyHeads;
    this.tied = !model.tensors().containsKey("output.weight");
    this.values =
        (int)
            model.tensors().keySet().stream()
                .filter(name -> TensorRole.of(name) == TensorRole.VALUE)
                .count();
    this.llama70b =
        architecture.equals("llama") && layers == 80 && heads != keyHeads && experts != 8;
  }

  private static int ofFirstLayer(Metadata metadata, String key, int fallback)
      throws MalformedFileException {
    if (metadata.get(key) instanceof int[] perLayer) {
      return perLayer.length == 0 ? fallback : perLayer[0];
    }
    return metadata.integer(key, fallback);
  }

  /**
   * The type of each tensor of a model, in the order in which llama.cpp writes them: layer by
   * layer, then by name.
   *
   * @param pure whether all matrices get the mix's own type
   * @param weighed whether there are importances
   */
  static Map<String, DType> of(ModelFile model, QuantMix mix, boolean pure, boolean weighed)
      throws MalformedFileException {
    QuantPlan plan = new QuantPlan(model, mix, weighed);
    Map<String, DType> types = new LinkedHashMap<>();
    for (Tensor tensor :
        model.tensors().values().stream()
            .sorted(
                Comparator.comparingInt((Tensor t) -> layer(t.name())).thenComparing(Tensor::name))
            .toList()) {
      DType type = tensor.type();
      if (tensor.rows() > 1 && TensorRole.isQuantised(tensor.name())) {
        type = pure || !mix.isQuantised() ? mix.type : plan.choose(tensor);
        type = fitting(type, tensor.columns());
      }
      types.put(tensor.name(), type);
    }
    return types;
  }

  /** The number in {@code blk.N.}, or -1. */
  private static int layer(String name) {
    int end = name.indexOf('.', 4);
    if (!name.startsWith("blk.") || end < 5 || end > 8) {
      return -1;
    }
    int layer = 0;
    for (int i = 4; i < end; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return -1;
      }
      layer = 10 * layer + name.charAt(i) - '0';
    }
    return layer;
  }

  /** The type, or a similar one where rows are not a whole number of its blocks. */
  private static DType fitting(DType type, int columns) {
    if (columns % type.blockSize == 0) {
      return type;
    }
    DType smaller =
        switch (type) {
          case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_XS -> DType.IQ4_NL;
          case Q1_0, Q2_0, Q2_K, Q3_K, TQ1_0, TQ2_0 -> DType.Q4_0;
          case Q4_K -> DType.Q5_0;
          case Q5_K -> DType.Q5_1;
          case Q6_K -> DType.Q8_0;
          default -> type;
        };
    return columns % smaller.blockSize == 0 ? smaller : DType.F16;
  }

  private DType choose(Tensor tensor) throws MalformedFileException {
    TensorRole role = TensorRole.of(tensor.name());
    if (role == TensorRole.OUTPUT || (role == TensorRole.EMBEDDING && tied)) {
      return output(tensor);
    }
    if (mix == QuantMix.MXFP4_MOE) {
      long[] shape = tensor.shape();
      boolean perExpert = shape.length > 2 && shape[shape.length - 3] > 1;
      return perExpert ? DType.MXFP4 : DType.Q8_0;
    }
    return switch (role) {
      case EMBEDDING -> embedding();
      case VALUE -> TINY.contains(mix) ? tinyValue() : value();
      case KEY -> key();
      case QUERY -> query();
      case ATTENTION_OUTPUT -> attentionOutput();
      case DOWN -> TINY.contains(mix) ? tinyDown() : down(layerOf(tensor, downsSeen++));
      case GATE -> gateOrUp(layerOf(tensor, gatesSeen++));
      case UP -> gateOrUp(layerOf(tensor, upsSeen++));
      case OUTPUT, OTHER -> mix.type;
    };
  }

  /**
   * The layer by which a rule goes: how many such matrices came before; where there are experts,
   * whose matrices may be one by one, the number in the name.
   */
  private int layerOf(Tensor tensor, int seen) throws MalformedFileException {
    if (experts <= 1) {
      return seen;
    }
    int layer = layer(tensor.name());
    if (layer < 0 || layer >= layers) {
      throw new MalformedFileException(
          file, -1, "tensor '%s' is of no layer in [0, %d)".formatted(tensor.name(), layers));
    }
    return layer;
  }

  /** The first and the last eighth of the layers, and every third between. */
  private static boolean needsMoreBits(int layer, int layers) {
    return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
  }

  private DType output(Tensor tensor) {
    if (mix == QuantMix.MXFP4_MOE || falcon || tensor.columns() % mix.type.blockSize != 0) {
      return DType.Q8_0;
    }
    if ((TINY.contains(mix) || mix == QuantMix.IQ3_XXS)) {
      return DType.Q5_K;
    }
    return mix.type == DType.Q8_0 ? DType.Q8_0 : DType.Q6_K;
  }

  private DType embedding() {
    return switch (mix) {
      case IQ2_XXS, IQ2_XS, IQ1_S, IQ1_M -> DType.Q2_K;
      case IQ2_S, IQ2_M, IQ3_XXS -> DType.IQ3_S;
      case TQ1_0, TQ2_0, Q2_0 -> DType.Q4_K;
      default -> mix.type;
    };
  }

  private DType tinyValue() {
    valuesSeen++;
    if (sharing >= 4 || experts >= 4) {
      return DType.Q4_K;
    }
    return mix == QuantMix.IQ2_S || mix == QuantMix.IQ2_M ? DType.IQ3_S : DType.Q2_K;
  }

  private DType tinyDown() {
    if (downsSeen++ >= layers / 8) {
      return mix.type;
    }
    return mix == QuantMix.IQ2_S || mix == QuantMix.IQ2_M ? DType.IQ3_S : DType.Q2_K;
  }

  private DType value() {
    int seen = valuesSeen++;
    if (experts == 8) {
      return DType.Q8_0;
    }
    boolean shared = sharing >= 4;
    DType type =
        switch (mix) {
          case Q2_K -> shared ? DType.Q4_K : DType.Q3_K;
          case Q2_K_S, IQ3_XS, IQ3_S -> shared ? DType.Q4_K : mix.type;
          case IQ3_XXS -> shared ? DType.Q4_K : weighed ? DType.IQ3_XXS : DType.IQ3_S;
          case IQ3_M -> DType.Q4_K;
          case Q3_K_M -> seen < 2 ? DType.Q5_K : DType.Q4_K;
          case Q3_K_L -> DType.Q5_K;
          case IQ4_NL, IQ4_XS -> shared ? DType.Q5_K : mix.type;
          case Q4_K_M, Q5_K_M -> needsMoreBits(seen, values) ? DType.Q6_K : mix.type;
          case Q4_K_S -> seen < 4 ? DType.Q5_K : mix.type;
          default -> mix.type;
        };
    return llama70b && (type == DType.Q3_K || type == DType.Q4_K) ? DType.Q5_K : type;
  }

  private DType key() {
    if (experts == 8) {
      return TINY.contains(mix) ? DType.Q4_K : DType.Q8_0;
    }
    return query();
  }

  private DType query() {
    return switch (mix) {
      case IQ3_XS -> DType.IQ3_XXS;
      case IQ3_XXS -> DType.IQ2_S;
      default -> mix.type;
    };
  }

  private DType gateOrUp(int layer) {
    boolean middle = layer >= layers / 8 && layer < 7 * layers / 8;
    return mix == QuantMix.IQ3_XS && middle ? DType.IQ3_XXS : mix.type;
  }

  private DType attentionOutput() {
    if (falcon && !TINY.contains(mix)) {
      return mix == QuantMix.Q3_K_L ? DType.Q4_K : mix.type;
    }
    if (experts == 8) {
      return TINY.contains(mix) || MIXTRAL_OUTPUT.contains(mix) ? DType.Q5_K : mix.type;
    }
    return switch (mix) {
      case IQ1_S, IQ1_M -> DType.IQ2_XXS;
      case IQ2_S, IQ2_M, IQ3_XXS -> DType.IQ3_S;
      case Q2_K -> DType.Q3_K;
      case Q3_K_M, IQ3_M -> DType.Q4_K;
      case Q3_K_L -> DType.Q5_K;
      default -> mix.type;
    };
  }

  private DType down(int layer) {
    boolean first = layer < layers / 8;
    boolean veryFirst = layer < layers / 16;
    boolean more = needsMoreBits(layer, layers);
    return switch (mix) {
      case Q2_K -> DType.Q3_K;
      case Q2_K_S -> first ? DType.Q4_K : mix.type;
      case IQ3_XXS -> weighed ? mix.type : first ? DType.Q4_K : DType.Q3_K;
      case Q3_K_M -> veryFirst ? DType.Q5_K : !falcon || more ? DType.Q4_K : DType.Q3_K;
      case IQ3_M -> first || (experts == 8 && more) ? DType.Q4_K : mix.type;
      case Q3_K_L -> falcon ? DType.Q4_K : DType.Q5_K;
      case Q4_K_M -> falcon ? falconDown(veryFirst, more) : more ? DType.Q6_K : mix.type;
      case IQ4_NL, IQ4_XS -> first && !weighed ? DType.Q5_K : mix.type;
      case Q5_K_M -> more ? DType.Q6_K : mix.type;
      case Q4_K_S -> first && !falcon ? DType.Q5_K : mix.type;
      // With importances the first of these matrices come out badly in symmetric types.
      case Q4_0 -> first && weighed ? DType.Q4_1 : mix.type;
      case Q5_0 -> first && weighed ? DType.Q5_1 : mix.type;
      default -> mix.type;
    };
  }

  private static DType falconDown(boolean veryFirst, boolean more) {
    return veryFirst ? DType.Q6_K : more ? DType.Q5_K : DType.Q4_K;
  }
}
