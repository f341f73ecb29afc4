package dev.bantam.generate;

/**
 * How much of an adapter a request wants.
 *
 * @param name of one of the generator's adapters
 * @param scale by what its effect is multiplied; 0 for nothing of it
 */
public record AdapterScale(String name, float scale) {
  public AdapterScale {
    if (!Float.isFinite(scale) || Math.abs(scale) > 100) {
      throw new IllegalArgumentException(
          "the scale of adapter " + name + " must be from -100 to 100, not " + scale);
    }
  }
}
