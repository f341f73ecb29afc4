package dev.bantam.model;

import java.util.List;
import java.util.Set;

/** What a matrix does in a model, as far as its name tells. */
enum TensorRole {
  EMBEDDING,
  QUERY,
  KEY,
  /** Values, also where they are stored together with queries and keys. */
  VALUE,
  ATTENTION_OUTPUT,
  UP,
  GATE,
  DOWN,
  OUTPUT,
  OTHER;

  /** Parts of the names of matrices that are too small or too delicate to be quantised. */
  private static final List<String> KEPT =
      List.of(
          "_norm.weight",
          "ffn_gate_inp.weight",
          "ffn_gate_tid2eid.weight",
          "altup",
          "laurel",
          "per_layer_model_proj",
          "ssm_conv1d",
          "shortconv.conv.weight",
          "indexer.k_proj.weight",
          "indexer.q_proj.weight",
          "time_mix_first.weight",
          "time_mix_w0.weight",
          "time_mix_w1.weight",
          "time_mix_w2.weight",
          "time_mix_v0.weight",
          "time_mix_v1.weight",
          "time_mix_v2.weight",
          "time_mix_a0.weight",
          "time_mix_a1.weight",
          "time_mix_a2.weight",
          "time_mix_g1.weight",
          "time_mix_g2.weight",
          "time_mix_decay_w1.weight",
          "time_mix_decay_w2.weight",
          "time_mix_lerp_fused.weight",
          "attn_rel_b.weight",
          ".position_embd",
          "sam.pos_embd",
          "sam.neck.",
          "sam.net_",
          ".rel_pos",
          ".patch_embd",
          ".patch_merger",
          "a.rvq.codebook",
          "mm.a.code_embd");

  private static final Set<String> KEPT_NAMES =
      Set.of("position_embd.weight", "token_types.weight", "cls.weight", "cls.output.weight");

  /** The role of the tensor with this GGUF name. */
  static TensorRole of(String name) {
    if (name.equals("output.weight")) {
      return OUTPUT;
    }
    if (name.equals("token_embd.weight") || name.equals("per_layer_token_embd.weight")) {
      return EMBEDDING;
    }
    if (name.contains("attn_qkv.weight")
        || name.contains("attn_kv_b.weight")
        || name.contains("attn_v.weight")) {
      return VALUE;
    }
    if (name.contains("attn_k.weight")) {
      return KEY;
    }
    if (name.contains("attn_q.weight")) {
      return QUERY;
    }
    if (name.contains("attn_output.weight")) {
      return ATTENTION_OUTPUT;
    }
    if (name.contains("ffn_up")) {
      return UP;
    }
    if (name.contains("ffn_gate")) {
      return GATE;
    }
    return name.contains("ffn_down") ? DOWN : OTHER;
  }

  /** Whether the name is one of a matrix that may be stored in blocks. */
  static boolean isQuantised(String name) {
    return name.endsWith("weight")
        && !KEPT_NAMES.contains(name)
        && KEPT.stream().noneMatch(name::contains);
  }
}
