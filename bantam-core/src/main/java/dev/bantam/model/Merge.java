package dev.bantam.model;

import dev.bantam.format.GgufWriter;
import dev.bantam.format.Json;
import dev.bantam.format.Lineage;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Kernel;
import dev.bantam.kernel.Team;
import dev.bantam.model.GgufQuantizer.Progress;
import dev.bantam.model.adapter.Adapter;
import dev.bantam.model.adapter.Adapter.Change;
import dev.bantam.model.adapter.ChangedWeight;
import dev.bantam.model.adapter.MergedFolder;
import dev.bantam.model.huggingface.HuggingFaceFolder;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a model into which adapters are merged. Weights are read and written piece by piece. */
public final class Merge {
  private final ModelFile base;
  private final List<Adapter> adapters;
  private final Team team;

  /**
   * @param adapters that fit the base, as {@link Adapters#open} has checked
   */
  public Merge(ModelFile base, List<Adapter> adapters, Team team) {
    this.base = base;
    this.adapters = List.copyOf(adapters);
    for (Adapter adapter : adapters) {
      if (adapter.prompt() != null) {
        throw new IllegalArgumentException(
            adapter.name()
                + " is a soft prompt, which no weight can take in; use it with --adapter");
      }
    }
    this.team = team;
  }

  /**
   * The type that each tensor of a GGUF file will have. Without a mix that is its own; a changed
   * weight whose type cannot be written anew without an importance matrix becomes Q8_0.
   *
   * @param mix of all tensors, or null
   * @throws IllegalArgumentException if a type of the mix needs importances
   */
  public Map<String, DType> types(@Nullable QuantMix mix) throws MalformedFileException {
    if (mix != null) {
      return new GgufQuantizer(base, new GgufQuantizer.Options(mix, false, null, true), team)
          .types();
    }
    Map<String, DType> types = new LinkedHashMap<>();
    for (Tensor tensor : base.tensors().values()) {
      Kernel own = Kernel.of(tensor.type());
      boolean keeps = changes(tensor.name()).isEmpty() || (own.encodes() && !own.needsImportance());
      boolean blocks = tensor.columns() % DType.Q8_0.blockSize == 0;
      types.put(tensor.name(), keeps ? tensor.type() : blocks ? DType.Q8_0 : DType.F16);
    }
    return types;
  }

  /** The names of weights that adapters change and that are stored in blocks: they lose by it. */
  public List<String> requantised() {
    return base.tensors().values().stream()
        .filter(t -> t.type().blockSize > 1 && !changes(t.name()).isEmpty())
        .map(Tensor::name)
        .toList();
  }

  private List<Change> changes(String weight) {
    return adapters.stream()
        .map(adapter -> adapter.changes().get(weight))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * Writes a GGUF file.
   *
   * @param model the base with its tokenizer's metadata
   * @param mix of all tensors, or null to keep their types
   * @param lineage of the merged model
   */
  public void writeGguf(
      Path target, Metadata model, @Nullable QuantMix mix, Lineage lineage, Progress progress)
      throws IOException {
    Map<String, DType> types = types(mix);
    List<TensorSource> sources = new ArrayList<>();
    for (Map.Entry<String, DType> entry : types.entrySet()) {
      Tensor tensor = Objects.requireNonNull(base.tensors().get(entry.getKey()));
      TensorSource source =
          new ChangedWeight(tensor, changes(tensor.name())).as(entry.getValue(), team);
      sources.add(told(source, tensor, sources.size() + 1, types.size(), progress));
    }
    Map<String, Object> values = new LinkedHashMap<>(model.values());
    if (mix != null) {
      values.put("general.file_type", (long) mix.fileType);
    }
    if (!lineage.equals(Lineage.NONE)) {
      values.put(Lineage.KEY, Json.write(lineage.toJson()));
    }
    GgufWriter.write(target, model.with(values), sources);
  }

  /**
   * Writes a Hugging Face folder of the base's types.
   *
   * @param folder must exist
   * @throws IllegalArgumentException if the base is none, or what changes is no module there
   */
  public void writeFolder(Path folder, Lineage lineage, Progress progress) throws IOException {
    if (!(base instanceof HuggingFaceFolder)) {
      throw new IllegalArgumentException(
          base.path()
              + " is no Hugging Face folder, so that none can be made of it: write a .gguf");
    }
    MergedFolder.write(
        folder,
        base.path(),
        adapters,
        Adapters.origins(base),
        team,
        (number, count, tensor) -> progress.tensor(number, count, tensor, tensor.type()));
    if (!lineage.equals(Lineage.NONE)) {
      lineage.write(folder.resolve(Lineage.FILE));
    }
  }

  private static TensorSource told(
      TensorSource source, Tensor tensor, int number, int count, Progress progress) {
    return new TensorSource(
        source.name(),
        source.type(),
        source.shape(),
        out -> {
          progress.tensor(number, count, tensor, source.type());
          source.body().writeTo(out);
        });
  }
}
