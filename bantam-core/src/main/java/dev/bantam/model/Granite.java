package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Layer;
import dev.bantam.layer.MixtureOfExperts.Gating;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.Arrays;
import java.util.List;

/**
 * Granite 3 and 4 (IBM, 2024 and 2025): a Llama with four multipliers, dense or mixture of experts,
 * with Mamba 2 layers in the hybrids. See docs/models/granite.md.
 */
final class Granite implements Architecture {
  private static final String SHARED =
      """
      lm_head
      model.layers.#.
      self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj
      shared_mlp.input_linear shared_mlp.output_linear
      mamba.in_proj mamba.out_proj block_sparse_moe.router.layer
      """;

  @Override
  public List<String> names() {
    return List.of("granite", "granitemoe", "granite_swa", "granitehybrid");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("granite", "granite", Granite::convert),
        new HuggingFaceType("granitemoe", "granitemoe", Granite::convert).withLinears(SHARED),
        new HuggingFaceType("granitemoeshared", "granitemoe", Granite::convert).withLinears(SHARED),
        new HuggingFaceType("granitemoehybrid", "granitehybrid", Granite::convertHybrid)
            .withLinears(SHARED));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    float residual = file.real("residual_scale", 1);
    boolean[] local = file.localLayers(1);
    boolean[] turned = file.flags("attention.rope_pattern", always(file));
    return file.transformer(
            block -> {
              Layer mixer =
                  block.hasAttention()
                      ? attention(block, local[block.index()], turned[block.index()])
                      : block.mamba2();
              return List.of(
                  new Residual(block.norm(Kind.RMS, "attn_norm"), mixer, null, residual),
                  new Residual(
                      block.norm(Kind.RMS, "ffn_norm"), feedForward(block), null, residual));
            })
        .embeddingScale(file.real("embedding_scale", 1))
        .logitScale(1 / file.real("logit_scale", 1))
        .decoder();
  }

  private static Layer attention(BlockWiring block, boolean local, boolean turned)
      throws MalformedFileException {
    AttentionOptions options = block.attentionOptions(Kind.RMS);
    if (local) {
      options.window(block.file().integer("attention.sliding_window"));
    }
    if (turned) {
      options.rotary(block.file().rotary(Pairs.ADJACENT, block.keyDim()));
    }
    return block.attention(options);
  }

  private static Layer feedForward(BlockWiring block) throws MalformedFileException {
    return block.has("ffn_gate_inp.weight")
        ? block.experts(Activation.SILU, Gating.SOFTMAX_OF_CHOSEN, false)
        : block.gatedMlp(Activation.SILU);
  }

  private static boolean[] always(Wiring file) throws MalformedFileException {
    boolean[] turned = new boolean[file.layers()];
    Arrays.fill(turned, file.bool("rope.scaling.finetuned", true));
    return turned;
  }

  private static void convert(Conversion c) throws MalformedFileException {
    c.copyReal("embedding_multiplier", "embedding_scale");
    c.copyReal("residual_multiplier", "residual_scale");
    c.copyReal("attention_multiplier", "attention.scale");
    c.copyReal("logits_scaling", "logit_scale");
    c.pairQueriesAndKeys();
    c.halve("block_sparse_moe.input_linear", "ffn_gate_exps", "ffn_up_exps");
    boolean mixture = c.config().integer("num_local_experts", 0) > 0;
    String suffix = mixture ? "_shexp" : "";
    c.halve("shared_mlp.input_linear", "ffn_gate" + suffix, "ffn_up" + suffix);
    c.rename("shared_mlp.output_linear", "ffn_down" + suffix);
    if (!mixture && c.config().has("shared_intermediate_size")) {
      c.copyInteger("shared_intermediate_size", "feed_forward_length");
    }
    c.copyInteger("shared_intermediate_size", "expert_shared_feed_forward_length");
  }

  private static void convertHybrid(Conversion c) throws MalformedFileException {
    convert(c);
    List<?> types = c.config().list("layer_types");
    int[] kvHeads = new int[types.size()];
    for (int i = 0; i < kvHeads.length; i++) {
      kvHeads[i] = "attention".equals(types.get(i)) ? c.get("attention.head_count_kv") : 0;
    }
    int heads = c.config().integer("mamba_n_heads");
    int groups = c.config().integer("mamba_n_groups", 1);
    int channels = c.config().integer("mamba_expand", 2) * c.get("embedding_length");
    int states = c.config().integer("mamba_d_state");
    int width = c.config().integer("mamba_d_conv");
    c.put("attention.head_count_kv", kvHeads);
    c.put("ssm.conv_kernel", (long) width);
    c.put("ssm.state_size", (long) states);
    c.put("ssm.group_count", (long) groups);
    c.put("ssm.inner_size", (long) channels);
    c.put("ssm.time_step_rank", (long) heads);
    c.put(
        "rope.scaling.finetuned",
        c.config().string("position_embedding_type", "rope").equals("rope"));
    c.rename("mamba.A_log", "ssm_a");
    c.rename("mamba.D", "ssm_d");
    c.rename("mamba.dt_bias", "ssm_dt.bias");
    c.map(".ssm_a", x -> -Math.exp(x));
    c.reshape("ssm_a", heads, 1);
    c.reshape("ssm_d", heads, 1);
    c.reshape("ssm_norm", groups, channels / groups);
    for (int i = 0; i < kvHeads.length; i++) {
      if (kvHeads[i] == 0) {
        c.reshape("blk." + i + ".ssm_conv1d.weight", channels + 2L * groups * states, width);
      }
    }
  }
}
