import dev.bantam.format.Json;
import dev.bantam.format.SafetensorsWriter;
import dev.bantam.format.TensorSource;
import dev.bantam.kernel.Quantizer;
import dev.bantam.kernel.Team;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link RandomModel} as a Hugging Face folder in BF16, for engines that read no GGUF. */
final class RandomFolder {
  private static final Map<String, String> NAMES =
      Map.of(
          "attn_norm", "input_layernorm",
          "attn_q", "self_attn.q_proj",
          "attn_k", "self_attn.k_proj",
          "attn_v", "self_attn.v_proj",
          "attn_output", "self_attn.o_proj",
          "ffn_norm", "post_attention_layernorm",
          "ffn_gate", "mlp.gate_proj",
          "ffn_up", "mlp.up_proj",
          "ffn_down", "mlp.down_proj");

  private static final String LLAMA_3_WORDS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private RandomFolder() {}

  /** Writes the configuration, the tokenizer, the weights, and a README, which Jlama asks for. */
  static void write(RandomModel.Shape shape, Path folder) throws IOException {
    if (shape.pre == null) {
      throw new IllegalArgumentException("folders are made of the shapes with BPE only: 135M, 1B");
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), Json.write(config(shape)));
    Files.writeString(folder.resolve("tokenizer.json"), Json.write(tokenizer(shape)));
    Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
    Files.writeString(folder.resolve("README.md"), "Random weights, to measure speed with.\n");
    try (RandomModel model = new RandomModel(shape);
        Team team = new Team(Team.availableThreads());
        Arena arena = Arena.ofShared()) {
      Map<MemorySegment, MemorySegment> converted = new HashMap<>();
      List<TensorSource> sources = new ArrayList<>();
      for (Tensor tensor : model.tensors().values()) {
        if (!tensor.name().startsWith("rope")) {
          sources.add(
              new TensorSource(
                  name(tensor.name()),
                  DType.BF16,
                  tensor.shape(),
                  out ->
                      out.write(
                          converted.computeIfAbsent(
                              tensor.data(), data -> bfloats(tensor, team, arena)))));
        }
      }
      SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), sources);
    }
  }

  private static MemorySegment bfloats(Tensor tensor, Team team, Arena arena) {
    MemorySegment out = arena.allocate(DType.BF16.bytes(tensor.size()), 64);
    new Quantizer(DType.BF16, team).encode(tensor, 0, tensor.rows(), null, out);
    return out;
  }

  private static String name(String gguf) {
    if (gguf.startsWith("blk.")) {
      String[] parts = gguf.split("\\.", 4);
      return "model.layers." + parts[1] + "." + NAMES.get(parts[2]) + ".weight";
    }
    return switch (gguf) {
      case "token_embd.weight" -> "model.embed_tokens.weight";
      case "output_norm.weight" -> "model.norm.weight";
      default -> "lm_head.weight";
    };
  }

  private static Map<String, Object> config(RandomModel.Shape shape) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("LlamaForCausalLM"));
    config.put("model_type", "llama");
    config.put("hidden_act", "silu");
    config.put("hidden_size", (long) shape.width);
    config.put("intermediate_size", (long) shape.hidden);
    config.put("num_hidden_layers", (long) shape.blocks);
    config.put("num_attention_heads", (long) shape.heads);
    config.put("num_key_value_heads", (long) shape.kvHeads);
    config.put("head_dim", (long) shape.headSize());
    config.put("max_position_embeddings", (long) shape.context);
    config.put("rms_norm_eps", 1e-5);
    config.put("rope_theta", shape.ropeBase);
    config.put("tie_word_embeddings", shape.tied);
    config.put("vocab_size", (long) shape.vocabulary);
    config.put("bos_token_id", (long) RandomVocabulary.bos(shape.vocabulary));
    config.put("eos_token_id", (long) RandomVocabulary.bos(shape.vocabulary) + 1);
    config.put("torch_dtype", "bfloat16");
    return config;
  }

  private static Map<String, Object> tokenizer(RandomModel.Shape shape) {
    Map<String, Object> metadata = new HashMap<>();
    RandomVocabulary.add(metadata, shape.vocabulary, shape.pre);
    String[] tokens = (String[]) metadata.get("tokenizer.ggml.tokens");
    String[] merges = (String[]) metadata.get("tokenizer.ggml.merges");
    int bos = RandomVocabulary.bos(shape.vocabulary);
    Map<String, Object> ids = new LinkedHashMap<>();
    List<Object> added = new ArrayList<>();
    for (int id = 0; id < tokens.length; id++) {
      if (id < bos) {
        ids.put(tokens[id], (long) id);
      } else {
        added.add(Map.of("id", (long) id, "content", tokens[id], "special", true));
      }
    }
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("type", "Split");
    split.put("pattern", Map.of("Regex", LLAMA_3_WORDS));
    split.put("behavior", "Isolated");
    split.put("invert", false);
    Map<String, Object> bytes = new LinkedHashMap<>();
    bytes.put("type", "ByteLevel");
    bytes.put("add_prefix_space", false);
    bytes.put("trim_offsets", true);
    bytes.put("use_regex", false);
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("type", "Sequence");
    words.put("pretokenizers", List.of(split, bytes));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("vocab", ids);
    model.put("merges", List.of((Object[]) merges));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", "1.0");
    all.put("added_tokens", added);
    all.put("pre_tokenizer", words);
    all.put("decoder", bytes);
    all.put("model", model);
    return all;
  }
}
