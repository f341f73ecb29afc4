package dev.bantam.model.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.format.AtomicFile;
import dev.bantam.format.Json;
import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Safetensors;
import dev.bantam.format.SafetensorsWriter;
import dev.bantam.format.TensorSource;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Soft prompts as PEFT keeps them: a folder with {@code peft_type: PROMPT_TUNING}. */
public final class SoftPromptFolder {
  private static final String TYPE = "PROMPT_TUNING";
  private static final String KEY = "prompt_embeddings";
  private static final String BASE = "bantam.base";

  private SoftPromptFolder() {}

  /** Whether a folder's {@code adapter_config.json} says that it is one. */
  public static boolean isOne(Path folder) throws IOException {
    return TYPE.equals(Json.readObject(folder.resolve(PeftFolder.CONFIG)).get("peft_type"));
  }

  /**
   * Reads a soft prompt.
   *
   * @throws MalformedFileException if the folder holds none
   */
  public static Adapter read(Path folder) throws IOException {
    Path file = folder.resolve(PeftFolder.WEIGHTS);
    try (Safetensors tensors = Safetensors.open(file)) {
      Tensor prompt = tensors.tensors().get(KEY);
      if (prompt == null || prompt.shape().length != 2 || prompt.rows() == 0) {
        throw new MalformedFileException(file, -1, "has no matrix '" + KEY + "'");
      }
      String base = tensors.metadata().get(BASE);
      return Adapter.prompt(folder.toString(), base, PeftFolder.copy(prompt, Arena.ofAuto()));
    }
  }

  /**
   * Writes a soft prompt into a folder, which must exist.
   *
   * @param prompt [virtual tokens, d]
   * @param baseName what {@code base_model_name_or_path} shall say
   */
  public static void write(Path folder, Adapter adapter, Tensor prompt, String baseName)
      throws IOException {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("format", "pt");
    if (adapter.base() != null) {
      notes.put(BASE, adapter.base());
    }
    Tensor named = new Tensor(KEY, prompt.type(), prompt.shape(), prompt.data());
    SafetensorsWriter.write(
        folder.resolve(PeftFolder.WEIGHTS), notes, List.of(TensorSource.of(named)));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("peft_type", TYPE);
    config.put("task_type", "CAUSAL_LM");
    config.put("base_model_name_or_path", baseName);
    config.put("num_virtual_tokens", (long) prompt.rows());
    config.put("token_dim", (long) prompt.columns());
    config.put("num_transformer_submodules", 1L);
    config.put("prompt_tuning_init", "RANDOM");
    config.put("inference_mode", true);
    AtomicFile.write(folder.resolve(PeftFolder.CONFIG), Json.write(config).getBytes(UTF_8));
  }
}
