package dev.bantam.model;

import dev.bantam.format.GgufWriter;
import dev.bantam.format.ImportanceMatrix;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Kernel;
import dev.bantam.kernel.Quantizer;
import dev.bantam.kernel.Team;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model as a GGUF file of another storage, as llama.cpp's {@code llama-quantize} does: the
 * same types for the same tensors, and the same bytes. Tensors are read and written piece by piece.
 */
public final class GgufQuantizer {
  /** Told before each tensor is written. */
  @FunctionalInterface
  public interface Progress {
    /**
     * A tensor's turn has come.
     *
     * @param number counts from 1 to {@code count}
     * @param type the type that the tensor will have
     */
    void tensor(int number, int count, Tensor tensor, DType type);
  }

  /**
   * How to quantise.
   *
   * @param pure whether all matrices get the mix's own type
   * @param importance how much each column matters, or null; the mixes near two bits demand it
   * @param requantise whether tensors that are quantised already may be quantised again, at a loss
   */
  public record Options(
      QuantMix mix, boolean pure, @Nullable ImportanceMatrix importance, boolean requantise) {
    public Options(QuantMix mix) {
      this(mix, false, null, false);
    }
  }

  private static final long QUANTISATION_VERSION = 2;

  /** Values of a tensor that are encoded before they are written. */
  private static final int VALUES_AT_ONCE = 1 << 22;

  /** Types that come out useless without importances (embedding and output excepted). */
  private static final Set<DType> NEEDING_IMPORTANCE =
      EnumSet.of(DType.IQ3_XXS, DType.IQ2_XXS, DType.IQ2_XS, DType.IQ2_S, DType.IQ1_M, DType.IQ1_S);

  private final ModelFile model;
  private final Options options;
  private final Team team;
  private final Map<String, DType> types;

  /**
   * Decides the type of each tensor, and checks that it can be written.
   *
   * @throws IllegalArgumentException naming the tensor, if importances are missing or have another
   *     size, or if it is quantised already and {@code requantise} was not asked for
   */
  public GgufQuantizer(ModelFile model, Options options, Team team) throws MalformedFileException {
    this.model = model;
    this.options = options;
    this.team = team;
    this.types = QuantPlan.of(model, options.mix(), options.pure(), options.importance() != null);
    types.forEach((name, type) -> check(tensor(name), type));
  }

  /** The type that each tensor will have, by name, in the order in which they are written. */
  public Map<String, DType> types() {
    return types;
  }

  /**
   * Writes the file.
   *
   * @throws MalformedFileException if a tensor has a value that is not finite, or too large for its
   *     type
   */
  public void write(Path target, Progress progress) throws IOException {
    List<TensorSource> sources = new ArrayList<>();
    for (String name : types.keySet()) {
      Tensor tensor = tensor(name);
      DType type = Objects.requireNonNull(types.get(name));
      int number = sources.size() + 1;
      sources.add(
          new TensorSource(
              tensor.name(),
              type,
              tensor.shape(),
              out -> {
                progress.tensor(number, types.size(), tensor, type);
                if (tensor.type() == type) {
                  out.write(tensor.data());
                } else {
                  encode(tensor, type, out);
                }
              }));
    }
    GgufWriter.write(target, metadata(), sources);
  }

  private void encode(Tensor tensor, DType type, TensorSource.Sink out) throws IOException {
    Quantizer quantizer = new Quantizer(type, team);
    float[] importance = importanceOf(tensor);
    int rowsAtOnce = Math.max(1, VALUES_AT_ONCE / tensor.columns());
    long rowBytes = type.bytes(tensor.columns());
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(Math.min(rowsAtOnce, tensor.rows()) * rowBytes);
      for (int row = 0; row < tensor.rows(); row += rowsAtOnce) {
        int end = Math.min(tensor.rows(), row + rowsAtOnce);
        quantizer.encode(tensor, row, end, importance, buffer);
        out.write(buffer.asSlice(0, (end - row) * rowBytes));
      }
    } catch (ArithmeticException e) {
      throw new MalformedFileException(model.path(), -1, String.valueOf(e.getMessage()));
    }
  }

  /** The file's metadata, then what llama.cpp notes about the quantisation. */
  private Metadata metadata() {
    Map<String, Object> values = new LinkedHashMap<>(model.metadata().values());
    put(values, "general.quantization_version", QUANTISATION_VERSION);
    put(values, "general.file_type", (long) options.mix().fileType);
    ImportanceMatrix importance = options.importance();
    if (importance != null) {
      if (importance.dataset() != null) {
        put(values, "quantize.imatrix.dataset", importance.dataset());
      }
      put(values, "quantize.imatrix.entries_count", (long) importance.columns().size());
      if (importance.chunks() > 0) {
        put(values, "quantize.imatrix.chunks_count", (long) importance.chunks());
      }
    }
    return model.metadata().with(values);
  }

  private static void put(Map<String, Object> values, String key, Object value) {
    values.remove(key);
    values.put(key, value);
  }

  private Tensor tensor(String name) {
    return Objects.requireNonNull(model.tensors().get(name));
  }

  private void check(Tensor tensor, DType type) {
    if (tensor.type() == type) {
      return;
    }
    if (!Kernel.of(type).encodes()) {
      throw new IllegalArgumentException(type + " can be read but not written");
    }
    if (tensor.type().blockSize > 1 && !options.requantise()) {
      throw new IllegalArgumentException(
          "tensor '%s' is %s already; quantising it again loses quality, so it has to be asked for"
              .formatted(tensor.name(), tensor.type()));
    }
    TensorRole role = TensorRole.of(tensor.name());
    boolean excepted = role == TensorRole.EMBEDDING || role == TensorRole.OUTPUT;
    boolean needed =
        Kernel.of(type).needsImportance()
            || (!excepted && NEEDING_IMPORTANCE.contains(type))
            || (!excepted && type == DType.Q2_K && options.mix() == QuantMix.Q2_K_S);
    if (importanceOf(tensor) == null && needed) {
      throw new IllegalArgumentException(
          "tensor '%s' as %s needs an importance matrix with an entry for it"
              .formatted(tensor.name(), type));
    }
  }

  private float @Nullable [] importanceOf(Tensor tensor) {
    ImportanceMatrix matrix = options.importance();
    float[] importance = matrix == null ? null : matrix.columns().get(tensor.name());
    if (importance == null) {
      return null;
    }
    long[] shape = tensor.shape();
    long experts = shape.length > 2 ? shape[shape.length - 3] : 1;
    if (importance.length == experts * tensor.columns()) {
      return importance;
    }
    if (TensorRole.of(tensor.name()) == TensorRole.EMBEDDING) {
      return null; // its rows are looked up, so that what was measured is something else
    }
    throw new IllegalArgumentException(
        "the importance matrix has %d values for tensor '%s', which needs %d"
            .formatted(importance.length, tensor.name(), experts * tensor.columns()));
  }
}
