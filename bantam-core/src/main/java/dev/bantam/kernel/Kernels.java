package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.util.EnumMap;
import java.util.Map;

/** The one place where a type meets its kernel. */
final class Kernels {
  private static final Map<DType, Kernel> BY_TYPE = new EnumMap<>(DType.class);

  static {
    add(new F32());
  }

  private Kernels() {}

  private static void add(Kernel kernel) {
    BY_TYPE.put(kernel.type(), kernel);
  }

  static Kernel of(DType type) {
    Kernel kernel = BY_TYPE.get(type);
    if (kernel == null) {
      throw new IllegalArgumentException("weights of type " + type + " cannot be multiplied");
    }
    return kernel;
  }
}
