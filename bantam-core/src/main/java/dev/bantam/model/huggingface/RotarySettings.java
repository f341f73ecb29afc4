package dev.bantam.model.huggingface;

import dev.bantam.format.MalformedFileException;

/**
 * Rotary embeddings in config.json: {@code rope_theta} and {@code rope_scaling} at the top (files
 * of the Hub), or both in {@code rope_parameters} (transformers 5).
 */
final class RotarySettings {
  private RotarySettings() {}

  static void put(Conversion c) throws MalformedFileException {
    Config config = c.config();
    Config parameters = config.object("rope_parameters");
    if (parameters.has("full_attention")) {
      copyBase(c, parameters.object("sliding_attention"), "rope.freq_base_swa");
      parameters = parameters.object("full_attention");
    }
    Config scaling = config.has("rope_scaling") ? config.object("rope_scaling") : parameters;
    copyBase(c, parameters, "rope.freq_base");
    c.copyReal("rotary_emb_base", "rope.freq_base");
    c.copyReal("rope_theta", "rope.freq_base");
    c.copyReal("rope_local_base_freq", "rope.freq_base_swa");
    c.copyInteger("rotary_dim", "rope.dimension_count");
    for (String key : new String[] {"partial_rotary_factor", "rotary_pct"}) {
      double part = parameters.has(key) ? parameters.real(key, 1) : config.real(key, 0);
      if (part > 0) {
        c.put("rope.dimension_count", (long) (c.headDim() * part));
      }
    }
    scale(c, scaling);
  }

  private static void copyBase(Conversion c, Config parameters, String key)
      throws MalformedFileException {
    if (parameters.has("rope_theta")) {
      c.put(key, parameters.real("rope_theta", 0));
    }
  }

  private static void scale(Conversion c, Config scaling) throws MalformedFileException {
    String type = scaling.string("rope_type", scaling.string("type", "default"));
    switch (type) {
      case "default" -> {}
      case "linear" -> {
        c.put("rope.scaling.type", "linear");
        c.put("rope.scaling.factor", scaling.real("factor", 1));
      }
      case "yarn" -> yarn(c, scaling);
      case "llama3" -> llama3(c, scaling);
      case "longrope", "su" -> longRope(c, scaling);
      default -> throw c.wrong("unknown rope scaling '" + type + "'");
    }
  }

  private static void yarn(Conversion c, Config scaling) throws MalformedFileException {
    double factor = scaling.real("factor", 1);
    c.put("rope.scaling.type", "yarn");
    c.put("rope.scaling.factor", factor);
    c.put(
        "rope.scaling.original_context_length",
        (long) scaling.integer("original_max_position_embeddings", c.get("context_length")));
    c.put("rope.scaling.yarn_beta_fast", scaling.real("beta_fast", 32));
    c.put("rope.scaling.yarn_beta_slow", scaling.real("beta_slow", 1));
    if (scaling.has("attention_factor")) {
      double usual = 0.1 * Math.log(factor) + 1;
      c.put("rope.scaling.attn_factor", scaling.real("attention_factor", usual) / usual);
    }
  }

  /** Llama 3.1's smoothed factors, as the table that GGUF carries (arXiv 2407.21783). */
  private static void llama3(Conversion c, Config scaling) throws MalformedFileException {
    double factor = scaling.real("factor", 8);
    double low = scaling.real("low_freq_factor", 1);
    double high = scaling.real("high_freq_factor", 4);
    int context = scaling.integer("original_max_position_embeddings", 8192);
    int d = c.headDim();
    double base = c.config().real("rope_theta", scaling.real("rope_theta", 10_000));
    float[] factors = new float[d / 2];
    for (int i = 0; i < factors.length; i++) {
      double wave = 2 * Math.PI * Math.pow(base, 2.0 * i / d);
      double smooth = (context / wave - low) / (high - low);
      factors[i] =
          (float)
              (wave < context / high
                  ? 1
                  : wave > context / low ? factor : 1 / ((1 - smooth) / factor + smooth));
    }
    c.addVector("rope_freqs.weight", factors);
  }

  private static void longRope(Conversion c, Config scaling) throws MalformedFileException {
    int original =
        c.config().has("original_max_position_embeddings")
            ? c.config().integer("original_max_position_embeddings")
            : scaling.integer("original_max_position_embeddings");
    double scale = (double) c.get("context_length") / original;
    c.put("rope.scaling.original_context_length", (long) original);
    c.put(
        "rope.scaling.attn_factor",
        scaling.real(
            "attention_factor",
            scale <= 1 ? 1 : Math.sqrt(1 + Math.log(scale) / Math.log(original))));
    c.addVector("rope_factors_long.weight", scaling.reals("long_factor"));
    c.addVector("rope_factors_short.weight", scaling.reals("short_factor"));
  }
}
