package dev.bantam.model.huggingface;

import dev.bantam.format.MalformedFileException;
import java.util.List;

/** The settings of config.json that most models share, as GGUF metadata. */
final class CommonSettings {
  private CommonSettings() {}

  static void put(Conversion c) throws MalformedFileException {
    Config config = c.config();
    int width = config.integer("hidden_size", "n_embd", "d_model");
    c.put("block_count", (long) config.integer("num_hidden_layers", "n_layer", "num_layers"));
    c.put("embedding_length", (long) width);
    if (config.first("max_position_embeddings", "n_positions", "n_ctx", "seq_length") != null) {
      c.put(
          "context_length",
          (long) config.integer("max_position_embeddings", "n_positions", "n_ctx", "seq_length"));
    }
    boolean sized =
        config.first("intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size") != null;
    c.put(
        "feed_forward_length",
        sized
            ? (long) config.integer("intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size")
            : 4L * width);
    if (config.first("num_attention_heads", "n_head", "num_heads") != null) {
      int heads = config.integer("num_attention_heads", "n_head", "num_heads");
      c.put("attention.head_count", (long) heads);
      c.put("attention.head_count_kv", (long) config.integer("num_key_value_heads", heads));
    }
    if (config.has("head_dim")) {
      c.copyInteger("head_dim", "attention.key_length");
      c.copyInteger("head_dim", "attention.value_length");
    }
    c.copyInteger("vocab_size", "vocab_size");
    c.copyReal("rms_norm_eps", "attention.layer_norm_rms_epsilon");
    for (String eps : List.of("layer_norm_epsilon", "layer_norm_eps", "norm_epsilon", "norm_eps")) {
      c.copyReal(eps, "attention.layer_norm_epsilon");
    }
    for (String key :
        List.of("hidden_act", "activation_function", "activation", "hidden_activation")) {
      if (config.has(key)) {
        c.put("hidden_activation", config.string(key, ""));
      }
    }
    c.copyReal("attn_logit_softcapping", "attn_logit_softcapping");
    c.copyReal("final_logit_softcapping", "final_logit_softcapping");
    experts(c);
    window(c);
    RotarySettings.put(c);
  }

  private static void experts(Conversion c) throws MalformedFileException {
    if (c.config().first("num_local_experts", "num_experts") != null) {
      c.put("expert_count", (long) c.config().integer("num_local_experts", "num_experts"));
      c.copyInteger("num_experts_per_tok", "expert_used_count");
      c.copyInteger("moe_intermediate_size", "expert_feed_forward_length");
    }
  }

  /** A window for all blocks, or for those that {@code layer_types} names. */
  private static void window(Conversion c) throws MalformedFileException {
    Config config = c.config();
    if (!config.has("sliding_window") || !config.bool("use_sliding_window", true)) {
      return;
    }
    c.copyInteger("sliding_window", "attention.sliding_window");
    int layers = c.get("block_count");
    List<?> types = config.list("layer_types");
    boolean[] local = new boolean[layers];
    if (types.size() == layers) {
      for (int i = 0; i < layers; i++) {
        local[i] = "sliding_attention".equals(types.get(i));
      }
    } else if (config.has("max_window_layers")) {
      for (int i = 0; i < layers; i++) {
        local[i] = i >= config.integer("max_window_layers");
      }
    } else {
      return;
    }
    c.put("attention.sliding_window_pattern", local);
  }
}
