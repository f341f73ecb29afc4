package dev.bantam.model.adapter;

import dev.bantam.format.MalformedFileException;
import dev.bantam.kernel.Kernel;
import dev.bantam.model.adapter.Adapter.Change;
import dev.bantam.model.huggingface.Origins;
import dev.bantam.model.huggingface.Origins.Origin;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes changes from Hugging Face's modules and order of rows to GGUF's weights and order, and
 * back. Only B's rows and the magnitudes move: no model's columns are rearranged.
 */
final class ModuleOrder {
  private final Origins origins;
  private final Arena arena;

  /**
   * @param arena memory of the changes that are made
   */
  ModuleOrder(Origins origins, Arena arena) {
    this.origins = origins;
    this.arena = arena;
  }

  /**
   * Changes by the GGUF name of the weight.
   *
   * @param modules changes by the module's name
   * @param source the adapter's file, for messages
   */
  Map<String, Change> toWeights(Map<String, Change> modules, String source)
      throws MalformedFileException {
    Map<String, Change> plain = new TreeMap<>();
    modules.forEach((name, change) -> plain.put(Origins.plain(name), change));
    Map<String, Change> weights = new TreeMap<>();
    Map<String, Change> unused = new TreeMap<>(plain);
    for (Map.Entry<String, List<Origin>> entry : origins.weights().entrySet()) {
      List<Change> matrices = new ArrayList<>();
      for (Origin origin : entry.getValue()) {
        String name = Origins.plain(origin.module());
        Change change = plain.get(name);
        if (change != null) {
          checkRows(source, origin, change);
          matrices.add(gather(change, origin.rows()));
          unused.remove(name);
        }
      }
      if (matrices.size() == entry.getValue().size()) {
        weights.put(entry.getKey(), stacked(entry.getKey(), matrices, source));
      } else if (!matrices.isEmpty()) {
        throw new MalformedFileException(
            source,
            -1,
            "adapter changes %d of the %d experts of '%s'; it should change all or none"
                .formatted(matrices.size(), entry.getValue().size(), entry.getKey()));
      }
    }
    if (!unused.isEmpty()) {
      throw new MalformedFileException(
          source,
          -1,
          "adapter changes '%s', which the base, a %s, does not have as a weight of its own"
              .formatted(unused.keySet().iterator().next(), origins.modelType()));
    }
    return weights;
  }

  private void checkRows(String source, Origin origin, Change change)
      throws MalformedFileException {
    int rows = Objects.requireNonNull(origins.modules().get(origin.module()));
    if (change.b().rows() != rows) {
      throw new MalformedFileException(
          source,
          -1,
          "adapter's B for '%s' is %s, but the base's weight has %d rows: it was made for another model"
              .formatted(origin.module(), Arrays.toString(change.b().shape()), rows));
    }
  }

  /** The change of the rows {@code rows} of a weight. */
  private Change gather(Change change, int[] rows) {
    Tensor magnitude = change.magnitude();
    return change.with(
        change.a(),
        moved(change.b(), rows, true, rows.length),
        magnitude == null ? null : moved(magnitude, rows, true, rows.length));
  }

  /**
   * Row {@code rows[i]} as row i, or row i as row {@code rows[i]} of {@code n}; others are zero. A
   * vector counts as rows of one number.
   */
  private Tensor moved(Tensor t, int[] rows, boolean gather, int n) {
    long bytes = t.data().byteSize() / t.shape()[0];
    MemorySegment out = arena.allocate(bytes * n, 64);
    for (int i = 0; i < rows.length; i++) {
      int from = gather ? rows[i] : i;
      int to = gather ? i : rows[i];
      MemorySegment.copy(t.data(), from * bytes, out, to * bytes, bytes);
    }
    long[] shape = t.shape().clone();
    shape[0] = n;
    return new Tensor(t.name(), t.type(), shape, out);
  }

  private Change stacked(String weight, List<Change> matrices, String source)
      throws MalformedFileException {
    if (matrices.size() == 1) {
      return matrices.getFirst();
    }
    Change first = matrices.getFirst();
    for (Change change : matrices) {
      if (change.scale() != first.scale()
          || change.a().type() != first.a().type()
          || change.b().type() != first.b().type()
          || !Arrays.equals(change.a().shape(), first.a().shape())
          || change.magnitude() != null) {
        throw new MalformedFileException(
            source, -1, "adapter changes the experts of '" + weight + "' each in another way");
      }
    }
    return first.with(
        stacked(matrices.stream().map(Change::a).toList()),
        stacked(matrices.stream().map(Change::b).toList()),
        null);
  }

  private Tensor stacked(List<Tensor> parts) {
    Tensor first = parts.getFirst();
    long bytes = first.data().byteSize();
    MemorySegment out = arena.allocate(Math.multiplyExact(bytes, (long) parts.size()), 64);
    for (int i = 0; i < parts.size(); i++) {
      MemorySegment.copy(parts.get(i).data(), 0, out, i * bytes, bytes);
    }
    return new Tensor(
        first.name(),
        first.type(),
        new long[] {parts.size(), first.shape()[0], first.shape()[1]},
        out);
  }

  /**
   * Changes by the name of the module.
   *
   * @throws IllegalArgumentException naming a weight that is no module's at Hugging Face
   */
  Map<String, Change> toModules(Adapter adapter) {
    Map<String, List<Part>> parts = new LinkedHashMap<>();
    for (Map.Entry<String, Change> entry : new TreeMap<>(adapter.changes()).entrySet()) {
      List<Origin> from = origins.weights().get(entry.getKey());
      if (from == null) {
        throw new IllegalArgumentException(
            "weight '%s' is not one linear module's in a Hugging Face %s, so that PEFT has no name"
                    .formatted(entry.getKey(), origins.modelType())
                + " for its change; write the adapter as GGUF, or merge it");
      }
      int row = 0;
      for (Origin origin : from) {
        int end = row + origin.rows().length;
        parts
            .computeIfAbsent(origin.module(), k -> new ArrayList<>())
            .add(new Part(entry.getValue().rows(row, end), origin.rows()));
        row = end;
      }
    }
    Map<String, Change> modules = new LinkedHashMap<>();
    parts.forEach((module, all) -> modules.put(module, joined(module, all)));
    return modules;
  }

  /** The change of some rows of a module's weight. */
  private record Part(Change change, int[] rows) {}

  /** The change of a module that GGUF keeps as one or several weights. */
  private Change joined(String module, List<Part> parts) {
    int rows = Objects.requireNonNull(origins.modules().get(module));
    Part first = parts.getFirst();
    Change one = first.change;
    if (parts.size() == 1 && first.rows.length == rows) {
      Tensor magnitude = one.magnitude();
      return one.with(
          one.a(),
          moved(one.b(), first.rows, false, rows),
          magnitude == null ? null : moved(magnitude, first.rows, false, rows));
    }
    if (parts.stream().anyMatch(part -> part.change.magnitude() != null)) {
      throw new IllegalArgumentException(
          "the magnitudes of '%s' (DoRA) cover only a part of its rows; merge the adapter instead"
              .formatted(module));
    }
    return sideBySide(parts, rows);
  }

  /**
   * The factors of several parts as those of one: [A1; A2] and [B1 0; 0 B2], whose rank is the sum
   * of theirs. Parts that share A need no more than its rank.
   */
  private Change sideBySide(List<Part> parts, int rows) {
    List<Part> distinct = new ArrayList<>();
    int[] begins = new int[parts.size()];
    int rank = 0;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      Part same = first(distinct, part.change.a());
      begins[i] = same == null ? rank : begins[parts.indexOf(same)];
      if (same == null) {
        distinct.add(part);
        rank += part.change.rank();
      }
    }
    float scale = parts.getFirst().change.scale();
    int columns = parts.getFirst().change.a().columns();
    float[] a = new float[rank * columns];
    float[] b = new float[rows * rank];
    for (int i = 0; i < parts.size(); i++) {
      Change change = parts.get(i).change;
      Kernel.of(change.a().type())
          .decode(change.a().data(), 0, a, begins[i] * columns, change.rank() * columns);
      float[] own = new float[Math.toIntExact(change.b().size())];
      Kernel.of(change.b().type()).decode(change.b().data(), 0, own, 0, own.length);
      for (int r = 0; r < parts.get(i).rows.length; r++) {
        for (int j = 0; j < change.rank(); j++) {
          b[parts.get(i).rows[r] * rank + begins[i] + j] =
              own[r * change.rank() + j] * (change.scale() / scale);
        }
      }
    }
    return parts.getFirst().change.with(tensor(a, rank, columns), tensor(b, rows, rank), null);
  }

  private static @Nullable Part first(List<Part> parts, Tensor a) {
    return parts.stream()
        .filter(part -> part.change.a().type() == a.type())
        .filter(part -> part.change.a().data().mismatch(a.data()) < 0)
        .findFirst()
        .orElse(null);
  }

  private Tensor tensor(float[] values, long... shape) {
    MemorySegment data = arena.allocate(values.length * (long) Float.BYTES, 64);
    data.copyFrom(MemorySegment.ofArray(values));
    return new Tensor("", DType.F32, shape, data);
  }
}
