package dev.bantam.generate;

import java.util.Arrays;
import java.util.List;

/**
 * How much of each of a model's adapters a sequence wants. What is cached of a sequence is of use
 * only to those with the same mix.
 */
final class AdapterMix {
  /** That of a model without adapters. */
  static final AdapterMix NONE = new AdapterMix();

  private final float[] scales;

  /**
   * @param scales [adapters]
   */
  AdapterMix(float... scales) {
    this.scales = scales.clone();
  }

  /**
   * This mix with some adapters in other strengths.
   *
   * @param names [adapters] what the adapters are called
   * @throws IllegalArgumentException if one is not among them
   */
  AdapterMix with(List<AdapterScale> changes, List<String> names) {
    float[] changed = scales.clone();
    for (AdapterScale change : changes) {
      int adapter = names.indexOf(change.name());
      if (adapter < 0) {
        throw new IllegalArgumentException(
            "adapters: there is none called '%s'; this model has %s"
                .formatted(change.name(), names.isEmpty() ? "none" : String.join(", ", names)));
      }
      changed[adapter] = change.scale();
    }
    return new AdapterMix(changed);
  }

  float scale(int adapter) {
    return scales[adapter];
  }

  /** Whether all adapters count in full, which costs least. */
  boolean isFull() {
    for (float scale : scales) {
      if (scale != 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * The scales of all rows, adapter by adapter.
   *
   * @param mixes [n] of the rows of a step
   * @return [adapters, n]
   */
  static float[][] byAdapter(List<AdapterMix> mixes) {
    float[][] all = new float[mixes.getFirst().scales.length][mixes.size()];
    for (int r = 0; r < mixes.size(); r++) {
      for (int a = 0; a < all.length; a++) {
        all[a][r] = mixes.get(r).scales[a];
      }
    }
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdapterMix mix && Arrays.equals(scales, mix.scales);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(scales);
  }
}
