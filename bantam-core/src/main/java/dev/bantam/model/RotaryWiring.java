package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Rotary;

/** Reads a rotary embedding and its scaling from metadata. */
final class RotaryWiring {
  private RotaryWiring() {}

  /**
   * @param scaled whether the file's scaling for longer contexts applies
   */
  static Rotary read(Wiring file, Rotary.Pairs pairs, int headDim, float base, boolean scaled)
      throws MalformedFileException {
    int d = file.integer("rope.dimension_count", headDim);
    if (d < 2 || d > headDim || d % 2 != 0) {
      throw file.wrong("rotary embedding of " + d + " of " + headDim + " numbers in a head");
    }
    float[] frequencies = Rotary.frequencies(d, base);
    if (!scaled) {
      return new Rotary(pairs, frequencies, 1);
    }
    float magnitude = file.real("rope.scaling.attn_factor", 1);
    // Older files call the linear factor scale_linear.
    float factor = file.real("rope.scaling.factor", file.real("rope.scale_linear", 1));
    String type = file.string("rope.scaling.type", factor == 1 ? "none" : "linear");
    int context = file.integer("rope.scaling.original_context_length", file.context());
    if (type.equals("linear") && factor != 0) {
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] /= factor;
      }
    } else if (type.equals("yarn")) {
      frequencies =
          Rotary.yarn(
              frequencies,
              base,
              factor,
              context,
              file.real("rope.scaling.yarn_beta_fast", 32),
              file.real("rope.scaling.yarn_beta_slow", 1));
      magnitude *= (float) (0.1 * Math.log(factor) + 1);
    }
    divideByFactors(file, frequencies, context);
    return new Rotary(pairs, frequencies, magnitude);
  }

  /** Llama 3 has one table of factors, LongRoPE one each for short and for long contexts. */
  private static void divideByFactors(Wiring file, float[] frequencies, int originalContext)
      throws MalformedFileException {
    String table = "rope_freqs.weight";
    if (file.hasTensor("rope_factors_long.weight")) {
      boolean beyond = file.context() > originalContext;
      table = beyond ? "rope_factors_long.weight" : "rope_factors_short.weight";
    }
    float[] factors = file.vectorOrNull(table, frequencies.length);
    for (int i = 0; factors != null && i < factors.length; i++) {
      frequencies[i] /= factors[i];
    }
  }
}
