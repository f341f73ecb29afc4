package dev.bantam.model.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.FileKind;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Safetensors;
import dev.bantam.format.SafetensorsWriter;
import dev.bantam.format.TensorSource;
import dev.bantam.model.adapter.Adapter.Change;
import dev.bantam.model.huggingface.Origins;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adapters as PEFT keeps them: a folder of {@code adapter_config.json} and {@code
 * adapter_model.safetensors}, with the factors of each linear module under its name in
 * transformers' class.
 *
 * <p>Source: huggingface/peft, LoraConfig and get_peft_model_state_dict.
 */
public final class PeftFolder {
  /** The file that makes a folder an adapter. */
  public static final String CONFIG = "adapter_config.json";

  static final String WEIGHTS = "adapter_model.safetensors";
  private static final String PREFIX = "base_model.model.";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";
  private static final String MAGNITUDE = ".lora_magnitude_vector";
  private static final String BASE = "bantam.base";

  private PeftFolder() {}

  /**
   * Reads an adapter for the model that {@code origins} are of.
   *
   * @throws MalformedFileException if it is no LoRA adapter, changes what LoRA alone does not, or
   *     is for another model
   */
  public static Adapter read(Path folder, Origins origins) throws IOException {
    Path file = folder.resolve(WEIGHTS);
    if (!Files.exists(file) && Files.exists(folder.resolve("adapter_model.bin"))) {
      throw FileKind.pickled(folder.resolve("adapter_model.bin"));
    }
    PeftConfig config = PeftConfig.read(folder.resolve(CONFIG));
    Arena arena = Arena.ofAuto();
    try (Safetensors tensors = Safetensors.open(file)) {
      for (Map.Entry<String, String> unread : tensors.unread().entrySet()) {
        throw new MalformedFileException(
            file, -1, "tensor '%s' has type %s".formatted(unread.getKey(), unread.getValue()));
      }
      Map<String, Map<String, Tensor>> parts = new TreeMap<>();
      for (Tensor tensor : tensors.tensors().values()) {
        String ending = ending(file, tensor.name());
        String module = tensor.name().substring(0, tensor.name().lastIndexOf(ending));
        parts
            .computeIfAbsent(
                module.startsWith(PREFIX) ? module.substring(PREFIX.length()) : module,
                m -> new TreeMap<>())
            .put(ending, copy(tensor, arena));
      }
      Map<String, Change> modules = new TreeMap<>();
      for (Map.Entry<String, Map<String, Tensor>> entry : parts.entrySet()) {
        modules.put(entry.getKey(), change(file, entry.getKey(), entry.getValue(), config));
      }
      return new Adapter(
          folder.toString(),
          tensors.metadata().get(BASE),
          new ModuleOrder(origins, arena).toWeights(modules, file.toString()));
    }
  }

  private static String ending(Path file, String name) throws MalformedFileException {
    for (String ending : List.of(A, B, MAGNITUDE)) {
      if (name.endsWith(ending) || name.endsWith(ending + ".weight")) {
        return ending;
      }
    }
    throw new MalformedFileException(
        file,
        -1,
        "tensor '"
            + name
            + "' is no factor of a linear module; adapters of embeddings, biases or whole modules"
            + " are not read: merge this one with PEFT");
  }

  static Tensor copy(Tensor tensor, Arena arena) {
    MemorySegment data = arena.allocate(tensor.data().byteSize(), 64).copyFrom(tensor.data());
    return new Tensor(tensor.name(), tensor.type(), tensor.shape(), data);
  }

  private static Change change(
      Path file, String module, Map<String, Tensor> parts, PeftConfig config)
      throws MalformedFileException {
    Tensor a = parts.get(A);
    Tensor b = parts.get(B);
    if (a == null || b == null) {
      throw new MalformedFileException(
          file, -1, "module '%s' has no %s".formatted(module, a == null ? A : B));
    }
    if (a.shape().length != 2 || b.shape().length != 2 || b.columns() != a.rows()) {
      throw new MalformedFileException(
          file, -1, "the factors of '%s' are %s and %s".formatted(module, a, b));
    }
    Tensor magnitude = parts.get(MAGNITUDE);
    if (config.dora() != (magnitude != null)) {
      throw new MalformedFileException(
          file,
          -1,
          "module '%s' has %s magnitudes, but use_dora is %s"
              .formatted(module, magnitude == null ? "no" : "DoRA", config.dora()));
    }
    return new Change(a, b, config.scale(module, a.rows()), magnitude, config.dropout());
  }

  /**
   * Writes an adapter into a folder, which must exist.
   *
   * @param origins of its base
   * @param baseName what {@code base_model_name_or_path} shall say
   * @throws IllegalArgumentException if PEFT has no name for a weight that it changes
   */
  public static void write(Path folder, Adapter adapter, Origins origins, String baseName)
      throws IOException {
    Map<String, Change> modules = new ModuleOrder(origins, Arena.ofAuto()).toModules(adapter);
    if (modules.isEmpty()) {
      throw new IllegalArgumentException("adapter " + adapter.name() + " changes nothing");
    }
    List<TensorSource> tensors = new ArrayList<>();
    for (Map.Entry<String, Change> entry : modules.entrySet()) {
      Change change = entry.getValue();
      String name = PREFIX + entry.getKey();
      add(tensors, name + A, change.a());
      add(tensors, name + B, change.b());
      add(tensors, name + MAGNITUDE, change.magnitude());
    }
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("format", "pt");
    if (adapter.base() != null) {
      notes.put(BASE, adapter.base());
    }
    SafetensorsWriter.write(folder.resolve(WEIGHTS), notes, tensors);
    Map<String, Object> config = PeftConfig.of(modules, origins, baseName);
    AtomicFile.write(folder.resolve(CONFIG), Json.write(config).getBytes(UTF_8));
  }

  private static void add(List<TensorSource> tensors, String name, @Nullable Tensor tensor) {
    if (tensor != null) {
      tensors.add(TensorSource.of(new Tensor(name, tensor.type(), tensor.shape(), tensor.data())));
    }
  }
}
