package dev.bantam.model.huggingface;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's tensor names in GGUF's terms. Model families call the same thing by many names and
 * rarely different things by one; a family that does renames in its converter.
 */
final class TensorNames {
  /** What may stand before every name of a file. */
  private static final List<String> PREFIXES =
      List.of(
          "transformer.",
          "model.decoder.",
          "model.",
          "gpt_neox.",
          "backbone.",
          "bert.",
          "roberta.",
          "language_model.model.");

  /** What stands before a block's number. */
  private static final List<String> BLOCKS = List.of("layers.", "h.", "encoder.layer.", "blocks.");

  /** Buffers and heads that running the model does not need. */
  private static final List<String> UNUSED =
      List.of(
          "attn.bias",
          "attn.masked_bias",
          "attn.attention.bias",
          "attn.causal_mask",
          "attn.attention.masked_bias",
          "attention.bias",
          "attention.masked_bias",
          "rotary_emb.inv_freq",
          "position_ids",
          "cls.");

  private static final Map<String, String> TOP =
      table(
          """
          token_embd        embed_tokens wte embed_in word_embeddings embeddings.word_embeddings embeddings
          token_embd_norm   word_embeddings_layernorm embeddings.LayerNorm embedding_norm
          token_types       embeddings.token_type_embeddings
          position_embd     wpe embed_positions embeddings.position_embeddings
          output_norm       norm ln_f final_layer_norm final_layernorm norm_f
          output            lm_head embed_out
          cls               pooler.dense classifier.dense
          cls.output        classifier classifier.out_proj
          """);

  private static final Map<String, String> BLOCK =
      table(
          """
          attn_norm         input_layernorm ln_1 self_attn_layer_norm ln_mlp norm operator_norm
          attn_norm_2       ln_attn
          attn_qkv          self_attn.qkv_proj attn.qkv_proj attn.c_attn attention.query_key_value
          attn_qkv          self_attention.query_key_value attn.Wqkv
          attn_q            self_attn.q_proj attn.q_proj attn.attention.q_proj attention.self.query
          attn_k            self_attn.k_proj attn.k_proj attn.attention.k_proj attention.self.key
          attn_v            self_attn.v_proj attn.v_proj attn.attention.v_proj attention.self.value
          attn_q_norm       self_attn.q_norm self_attn.q_layernorm
          attn_k_norm       self_attn.k_norm self_attn.k_layernorm
          attn_sinks        self_attn.sinks
          attn_output       self_attn.o_proj self_attn.out_proj self_attn.dense attn.out_proj
          attn_output       attn.attention.out_proj attn.c_proj attention.dense self_attention.dense
          attn_output       attention.output.dense
          attn_output_norm  attention.output.LayerNorm
          ffn_norm          post_attention_layernorm ln_2 final_layer_norm pre_feedforward_layernorm ffn_norm
          post_ffw_norm     post_feedforward_layernorm
          ffn_gate          mlp.gate_proj feed_forward.w1
          ffn_up            mlp.up_proj mlp.fc1 fc1 mlp.c_fc mlp.fc_in mlp.dense_h_to_4h
          ffn_up            intermediate.dense mlp.gate_up_proj feed_forward.w3
          ffn_down          mlp.down_proj mlp.fc2 fc2 mlp.c_proj mlp.fc_out mlp.dense_4h_to_h
          ffn_down          output.dense feed_forward.w2
          layer_output_norm output.LayerNorm
          ffn_gate_inp      block_sparse_moe.gate block_sparse_moe.router.layer mlp.gate
          ffn_gate_exps     block_sparse_moe.experts.#.w1 mlp.experts.#.gate_proj
          ffn_up_exps       block_sparse_moe.experts.#.w3 mlp.experts.#.up_proj
          ffn_down_exps     block_sparse_moe.experts.#.w2 mlp.experts.#.down_proj
          ffn_down_exps     block_sparse_moe.output_linear
          ffn_gate_shexp    mlp.shared_expert.gate_proj
          ffn_up_shexp      mlp.shared_expert.up_proj
          ffn_down_shexp    mlp.shared_expert.down_proj
          ffn_gate_inp_shexp mlp.shared_expert_gate
          ssm_in            mamba.in_proj mixer.in_proj
          ssm_conv1d        mamba.conv1d mixer.conv1d
          ssm_x             mixer.x_proj
          ssm_dt            mixer.dt_proj
          ssm_norm          mamba.norm mixer.norm
          ssm_out           mamba.out_proj mixer.out_proj
          shortconv.conv    conv.conv
          shortconv.in_proj conv.in_proj
          shortconv.out_proj conv.out_proj
          """);

  private TensorNames() {}

  /** See {@link LayerNames#all}. */
  static Set<String> lastParts() {
    Set<String> parts = new TreeSet<>();
    BLOCK.keySet().forEach(name -> parts.add(name.substring(name.lastIndexOf('.') + 1)));
    return parts;
  }

  /** See {@link LayerNames#of}. */
  static Set<String> calledInBlocks(String last) {
    Set<String> found = new TreeSet<>();
    BLOCK.forEach(
        (name, gguf) -> {
          if (name.equals(last) || name.endsWith("." + last)) {
            found.add(gguf);
          }
        });
    return found;
  }

  private static Map<String, String> table(String text) {
    Map<String, String> table = new HashMap<>();
    for (String line : text.lines().toList()) {
      StringTokenizer words = new StringTokenizer(line);
      String gguf = words.nextToken();
      while (words.hasMoreTokens()) {
        table.put(words.nextToken(), gguf);
      }
    }
    return table;
  }

  /**
   * A name in GGUF's terms.
   *
   * @param gguf the name; for an expert's tensor, that of the stack it belongs to
   * @param expert the expert's number, or -1
   */
  record Found(String gguf, int expert) {}

  /** Whether the tensor is one that running the model does not need. */
  static boolean unused(String name) {
    String rest = strip(name);
    for (String unused : UNUSED) {
      if (rest.startsWith(unused) || rest.contains("." + unused)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks a name up; null if it is not known. Names of a block that are not known keep their own
   * ending.
   *
   * @param own what names inside a block mean in this kind of model, before the table is asked
   */
  static @Nullable Found find(String name, Map<String, String> own) {
    String rest = strip(name);
    for (String blocks : BLOCKS) {
      if (rest.startsWith(blocks)) {
        int dot = rest.indexOf('.', blocks.length());
        if (dot < 0 || !isNumber(rest, blocks.length(), dot)) {
          return null;
        }
        String block = "blk." + rest.substring(blocks.length(), dot) + ".";
        return inBlock(block, rest.substring(dot + 1), own);
      }
    }
    return look(TOP, "", rest, -1);
  }

  private static Found inBlock(String block, String rest, Map<String, String> own) {
    Found special = look(own, block, rest, -1);
    if (special != null) {
      return special;
    }
    int at = rest.indexOf("experts.");
    if (at >= 0) {
      int from = at + "experts.".length();
      int dot = rest.indexOf('.', from);
      if (dot > 0 && dot - from < 6 && isNumber(rest, from, dot)) {
        String general = rest.substring(0, from) + "#" + rest.substring(dot);
        Found found = look(BLOCK, block, general, Integer.parseInt(rest.substring(from, dot)));
        return found == null ? new Found(block + rest, -1) : found;
      }
    }
    Found found = look(BLOCK, block, rest, -1);
    return found == null ? new Found(block + rest, -1) : found;
  }

  private static @Nullable Found look(
      Map<String, String> table, String block, String name, int expert) {
    for (String ending : List.of(".weight", ".bias", "")) {
      if (name.endsWith(ending)) {
        String known = table.get(name.substring(0, name.length() - ending.length()));
        if (known != null) {
          return new Found(block + known + (ending.isEmpty() ? ".weight" : ending), expert);
        }
      }
    }
    return null;
  }

  /** Whether the name is of a tensor inside a block. */
  static boolean isInBlock(String name) {
    String rest = strip(name);
    return BLOCKS.stream().anyMatch(rest::startsWith);
  }

  static String strip(String name) {
    for (String prefix : PREFIXES) {
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return name;
  }

  private static boolean isNumber(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from;
  }
}
