package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Attention;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.CausalConvolution;
import dev.bantam.layer.Layer;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Linear;
import dev.bantam.layer.Mamba2;
import dev.bantam.layer.MixtureOfExperts;
import dev.bantam.layer.Mlp;
import dev.bantam.layer.Norm;
import dev.bantam.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One block of a model file read as layers. Fused projections, biases, per-head norms and attention
 * sinks are taken from the tensors that are there, so that architectures need not say them.
 */
public final class BlockWiring {
  private final Wiring file;
  private final int index;
  private final String prefix;
  private final int heads;
  private final int kvHeads;
  private final int keyDim;
  private final int valueDim;
  private LayerMemory memory = LayerMemory.NONE;

  BlockWiring(Wiring file, int index, String prefix) throws MalformedFileException {
    this.file = file;
    this.index = index;
    this.prefix = prefix + ".";
    this.heads = file.perLayer("attention.head_count", 0)[index];
    this.kvHeads = file.perLayer("attention.head_count_kv", heads)[index];
    int plain = heads == 0 ? 0 : file.width() / heads;
    this.keyDim = file.integer("attention.key_length", plain);
    this.valueDim = file.integer("attention.value_length", keyDim);
  }

  /** The block's number. */
  public int index() {
    return index;
  }

  /** The file it is a block of. */
  public Wiring file() {
    return file;
  }

  /** Whether the block has keys and values, and so attention. */
  public boolean hasAttention() {
    return kvHeads > 0;
  }

  /** Numbers in a head's query and key. */
  public int keyDim() {
    return keyDim;
  }

  /** Number of query heads. */
  public int heads() {
    return heads;
  }

  /** The block's tensor {@code name} in full. */
  public String name(String name) {
    return prefix + name;
  }

  public boolean has(String tensor) {
    return file.hasTensor(prefix + tensor);
  }

  public Norm norm(Norm.Kind kind, String name) throws MalformedFileException {
    return file.norm(kind, prefix + name, file.width());
  }

  public @Nullable Norm normOrNull(Norm.Kind kind, String name) throws MalformedFileException {
    return file.normOrNull(kind, prefix + name, file.width());
  }

  /** A linear layer of this block; its bias is taken where the file has one. */
  public Linear linear(String name, int outputs, int inputs) throws MalformedFileException {
    return file.linear(prefix + name, outputs, inputs);
  }

  /**
   * The shapes, per-head norms (of {@code kind}) and sinks of this block's attention; the caller
   * adds the rest.
   */
  public AttentionOptions attentionOptions(Norm.Kind kind) throws MalformedFileException {
    if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0 || keyDim < 1 || valueDim < 1) {
      throw file.wrong(
          "block %d: %d heads of %d and %d, with %d key/value heads"
              .formatted(index, heads, keyDim, valueDim, kvHeads));
    }
    float scale = file.real("attention.scale", 0);
    return new AttentionOptions()
        .heads(heads, kvHeads, keyDim, valueDim)
        .scale(scale > 0 ? scale : (float) (1 / Math.sqrt(keyDim)))
        .norms(
            headNorm(kind, "attn_q_norm", heads * keyDim),
            headNorm(kind, "attn_k_norm", kvHeads * keyDim))
        .sinks(file.vectorOrNull(prefix + "attn_sinks.weight", heads));
  }

  /**
   * A norm of each head ([keyDim], or [heads, keyDim] with weights of their own) or of the whole
   * row.
   */
  private @Nullable Norm headNorm(Norm.Kind kind, String name, int row)
      throws MalformedFileException {
    if (!has(name + ".weight")) {
      return null;
    }
    Tensor weight = file.tensor(prefix + name + ".weight");
    if (weight.size() != keyDim && weight.size() != row) {
      throw file.wrong("tensor " + weight + " should have " + keyDim + " or " + row + " values");
    }
    return new Norm(
        kind,
        weight.columns(),
        file.vector(prefix + name + ".weight", 0),
        file.vectorOrNull(prefix + name + ".bias", (int) weight.size()),
        file.eps(kind));
  }

  /** Attention with separate or fused projections, as the file has them. */
  public Attention attention(AttentionOptions options) throws MalformedFileException {
    memory = options.memory();
    int d = file.width();
    int q = heads * keyDim;
    int k = kvHeads * keyDim;
    int v = kvHeads * valueDim;
    Linear output = linear("attn_output", d, heads * valueDim);
    if (has("attn_qkv.weight")) {
      String fused = prefix + "attn_qkv";
      return new Attention(
          index,
          file.linear(fused, q + k + v, d, 0, q),
          file.linear(fused, q + k + v, d, q, q + k),
          file.linear(fused, q + k + v, d, q + k, q + k + v),
          output,
          options);
    }
    return new Attention(
        index,
        linear("attn_q", q, d),
        linear("attn_k", k, d),
        linear("attn_v", v, d),
        output,
        options);
  }

  /** The plain feed-forward layer. */
  public Layer mlp(Activation activation) throws MalformedFileException {
    int d = file.width();
    int ff = feedForwardLength();
    return new Mlp(null, linear("ffn_up", ff, d), linear("ffn_down", d, ff), activation);
  }

  /**
   * The gated feed-forward layer, with {@code ffn_gate} or an {@code ffn_up} of twice the width,
   * gate first.
   */
  public Layer gatedMlp(Activation activation) throws MalformedFileException {
    int d = file.width();
    int ff = feedForwardLength();
    Linear down = linear("ffn_down", d, ff);
    String up = prefix + "ffn_up";
    if (has("ffn_gate.weight")) {
      return new Mlp(linear("ffn_gate", ff, d), file.linear(up, ff, d), down, activation);
    }
    return new Mlp(
        file.linear(up, 2 * ff, d, 0, ff),
        file.linear(up, 2 * ff, d, ff, 2 * ff),
        down,
        activation);
  }

  private int feedForwardLength() throws MalformedFileException {
    int ff = file.perLayer("feed_forward_length", 0)[index];
    if (ff < 1 || ff > 1 << 20) {
      throw file.wrong("block " + index + ": a feed-forward length of " + ff);
    }
    return ff;
  }

  /** The experts of a mixture, with a shared expert where the file has one. */
  public MixtureOfExperts experts(
      Activation activation, MixtureOfExperts.Gating gating, boolean normalise)
      throws MalformedFileException {
    int d = file.width();
    int n = file.size("expert_count", 4096);
    int chosen = file.size("expert_used_count", n);
    int ff = (int) file.tensor(prefix + "ffn_up_exps.weight").shape()[1];
    List<Layer> experts = new ArrayList<>();
    for (int e = 0; e < n; e++) {
      experts.add(
          new Mlp(
              expert("ffn_gate_exps", e, n, ff, d),
              expert("ffn_up_exps", e, n, ff, d),
              expert("ffn_down_exps", e, n, d, ff),
              activation));
    }
    return new MixtureOfExperts(
        linear("ffn_gate_inp", n, d),
        experts,
        chosen,
        gating,
        normalise,
        file.real("expert_weights_scale", 1),
        file.vectorOrNull(prefix + "exp_probs_b.bias", n),
        sharedExpert(activation),
        has("ffn_gate_inp_shexp.weight") ? linear("ffn_gate_inp_shexp", 1, d) : null);
  }

  /** The expert that every row uses, or null. */
  public @Nullable Layer sharedExpert(Activation activation) throws MalformedFileException {
    if (!has("ffn_up_shexp.weight")) {
      return null;
    }
    int d = file.width();
    int ff = file.tensor(prefix + "ffn_up_shexp.weight").rows();
    return new Mlp(
        linear("ffn_gate_shexp", ff, d),
        linear("ffn_up_shexp", ff, d),
        linear("ffn_down_shexp", d, ff),
        activation);
  }

  /** Expert {@code e}'s part of the stacked tensor [n, outputs, inputs]. */
  public Linear expert(String name, int e, int n, int outputs, int inputs)
      throws MalformedFileException {
    String tensor = prefix + name;
    return file.linear(
        tensor + ".weight", tensor + ".bias", n * outputs, inputs, e * outputs, (e + 1) * outputs);
  }

  /** A Mamba 2 layer; each group is normalised where the file has the weights. */
  public Mamba2 mamba2() throws MalformedFileException {
    int d = file.width();
    int channels = file.size("ssm.inner_size", 1 << 20);
    int states = file.size("ssm.state_size", 1 << 16);
    int heads = file.size("ssm.time_step_rank", channels);
    int groups = file.size("ssm.group_count", heads);
    int mixed = channels + 2 * groups * states;
    if (channels % heads != 0 || heads % groups != 0) {
      throw file.wrong(channels + " channels, " + heads + " heads, " + groups + " groups");
    }
    Norm norm =
        has("ssm_norm.weight")
            ? new Norm(
                Norm.Kind.RMS,
                channels / groups,
                file.vector(prefix + "ssm_norm.weight", channels),
                null,
                file.eps(Norm.Kind.RMS))
            : null;
    return new Mamba2(
        linear("ssm_in", channels + mixed + heads, d),
        convolution("ssm_conv1d", mixed, file.size("ssm.conv_kernel", 64)),
        file.vector(prefix + "ssm_dt.bias", heads),
        file.vector(prefix + "ssm_a", heads),
        file.vector(prefix + "ssm_d", heads),
        norm,
        linear("ssm_out", d, channels),
        states,
        groups);
  }

  /** A causal convolution of {@code channels} channels. */
  public CausalConvolution convolution(String name, int channels, int width)
      throws MalformedFileException {
    if (width < 2) {
      throw file.wrong("a convolution over " + width + " tokens");
    }
    CausalConvolution convolution =
        new CausalConvolution(
            file.vector(prefix + name + ".weight", channels * width),
            width,
            file.vectorOrNull(prefix + name + ".bias", channels));
    file.onRefresh(convolution::refresh);
    return convolution;
  }

  /** What the wired layers store for each token. */
  LayerMemory memory() {
    return memory;
  }
}
