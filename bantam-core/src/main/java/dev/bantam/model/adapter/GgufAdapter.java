package dev.bantam.model.adapter;

import dev.bantam.format.Gguf;
import dev.bantam.format.GgufWriter;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;
import dev.bantam.format.ModelFile;
import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Kernel;
import dev.bantam.model.adapter.Adapter.Change;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adapters as llama.cpp keeps them: a GGUF file with the factors of each weight as {@code
 * NAME.lora_a} and {@code NAME.lora_b}, and one alpha for all.
 *
 * <p>Source: ggml-org/llama.cpp, llama-adapter.cpp and convert_lora_to_gguf.py.
 */
public final class GgufAdapter {
  private static final String ARCHITECTURE = "general.architecture";
  private static final String ALPHA = "adapter.lora.alpha";
  private static final String BASE = "bantam.base";
  private static final String A = ".lora_a";
  private static final String B = ".lora_b";

  private GgufAdapter() {}

  /** Whether an open GGUF file is an adapter and no model. */
  public static boolean isAdapter(ModelFile file) throws MalformedFileException {
    return file.metadata().string("general.type", "model").equals("adapter");
  }

  /**
   * Reads an adapter.
   *
   * @param architecture {@code general.architecture} of the model that it shall change
   * @throws MalformedFileException if it is no LoRA adapter or one for another architecture
   */
  public static Adapter read(Path path, String architecture) throws IOException {
    try (ModelFile file = Gguf.open(path)) {
      Metadata metadata = file.metadata();
      String type = metadata.string("adapter.type", "");
      if (!isAdapter(file) || !type.equals("lora")) {
        throw new MalformedFileException(
            path, -1, "is no LoRA adapter, but a " + metadata.string("general.type", "model"));
      }
      String own = metadata.string(ARCHITECTURE, "");
      if (!own.equals(architecture)) {
        throw new MalformedFileException(
            path,
            -1,
            "adapter is for architecture '%s', and the base is '%s'".formatted(own, architecture));
      }
      if (metadata.has("adapter.alora.invocation_tokens")) {
        throw new MalformedFileException(
            path, -1, "adapter acts only after certain tokens (aLoRA), which is not supported");
      }
      String base = metadata.has(BASE) ? metadata.string(BASE) : null;
      return new Adapter(
          path.toString(), base, changes(path, file.tensors(), metadata.real(ALPHA, 0)));
    }
  }

  private static Map<String, Change> changes(Path path, Map<String, Tensor> tensors, float alpha)
      throws MalformedFileException {
    Arena arena = Arena.ofAuto();
    Map<String, Change> changes = new TreeMap<>();
    for (Tensor a : tensors.values()) {
      String name = a.name().substring(0, Math.max(0, a.name().length() - A.length()));
      if (!a.name().endsWith(A)) {
        if (!a.name().endsWith(B) || !tensors.containsKey(name + A)) {
          throw new MalformedFileException(
              path, -1, "tensor '" + a.name() + "' is not one of a pair .lora_a and .lora_b");
        }
        continue;
      }
      Tensor b = tensors.get(name + B);
      if (b == null) {
        throw new MalformedFileException(path, -1, "tensor '" + name + B + "' is missing");
      }
      float scale = alpha == 0 ? 1 : alpha / b.columns();
      changes.put(name, new Change(copy(a, arena), copy(b, arena), scale, null, 0));
    }
    return changes;
  }

  private static Tensor copy(Tensor tensor, Arena arena) {
    MemorySegment data = arena.allocate(tensor.data().byteSize(), 64).copyFrom(tensor.data());
    return new Tensor(tensor.name(), tensor.type(), tensor.shape(), data);
  }

  /**
   * Writes an adapter as one file. Where scales differ by more than the rank, B takes the
   * difference.
   *
   * @param base the model that it changes
   * @throws IllegalArgumentException if it has magnitudes (DoRA), for which GGUF has no place
   */
  public static void write(Path file, Adapter adapter, ModelFile base) throws IOException {
    if (adapter.changes().isEmpty()) {
      throw new IllegalArgumentException("adapter " + adapter.name() + " changes nothing");
    }
    Map<String, Change> changes = new TreeMap<>(adapter.changes());
    Change first = changes.values().iterator().next();
    float alpha = first.scale() * first.rank();
    List<TensorSource> tensors = new ArrayList<>();
    for (Map.Entry<String, Change> entry : changes.entrySet()) {
      Change change = apart(entry.getValue(), base.tensors().get(entry.getKey()));
      if (change.magnitude() != null) {
        throw new IllegalArgumentException(
            "GGUF has no place for the magnitudes of a DoRA adapter; merge it instead");
      }
      tensors.add(named(entry.getKey() + A, change.a()));
      float factor = change.scale() / (alpha / change.rank());
      Tensor b = Math.abs(factor - 1) < 1e-6 ? change.b() : times(change.b(), factor);
      tensors.add(named(entry.getKey() + B, b));
    }
    String architecture = base.metadata().string(ARCHITECTURE);
    GgufWriter.write(file, metadata(adapter.base(), architecture, alpha), tensors);
  }

  /** A change of experts that share A as one with an A for each, which is what llama.cpp reads. */
  private static Change apart(Change change, @Nullable Tensor weight) {
    if (weight == null || weight.shape().length != 3 || change.b().shape().length == 3) {
      return change;
    }
    long n = weight.shape()[0];
    Tensor a = change.a();
    Tensor b = change.b();
    MemorySegment copies = Arena.ofAuto().allocate(n * a.data().byteSize(), 64);
    for (int i = 0; i < n; i++) {
      MemorySegment.copy(a.data(), 0, copies, i * a.data().byteSize(), a.data().byteSize());
    }
    return change.with(
        new Tensor(a.name(), a.type(), new long[] {n, a.rows(), a.columns()}, copies),
        new Tensor(b.name(), b.type(), new long[] {n, b.rows() / n, b.columns()}, b.data()),
        change.magnitude());
  }

  private static Metadata metadata(@Nullable String base, String architecture, double alpha) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put(ARCHITECTURE, architecture);
    metadata.put("general.type", "adapter");
    metadata.put("adapter.type", "lora");
    metadata.put(ALPHA, alpha);
    if (base != null) {
      metadata.put(BASE, base);
    }
    return new Metadata("adapter", metadata);
  }

  private static TensorSource named(String name, Tensor tensor) {
    return TensorSource.of(new Tensor(name, tensor.type(), tensor.shape(), tensor.data()));
  }

  private static Tensor times(Tensor tensor, float factor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    Kernel.of(tensor.type()).decode(tensor.data(), 0, values, 0, values.length);
    MemorySegment out = Arena.ofAuto().allocate(values.length * (long) Float.BYTES, 64);
    for (int i = 0; i < values.length; i++) {
      out.setAtIndex(ValueLayout.JAVA_FLOAT, i, values[i] * factor);
    }
    return new Tensor(tensor.name(), DType.F32, tensor.shape(), out);
  }
}
