package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.util.EnumMap;
import java.util.Map;

/** The one place where a type meets its kernel. */
final class Kernels {
  private static final Map<DType, Kernel> BY_TYPE = new EnumMap<>(DType.class);

  static {
    add(new F32());
    add(new F16());
    add(new BF16());
    add(new F64());
    add(new Q8_0());
    add(new Q8_1());
    add(new Q8_K());
    add(new Q4_0());
    add(new Q4_1());
    add(new Q5_0());
    add(new Q5_1());
    add(new Q2_K());
    add(new Q3_K());
    add(new Q4_K());
    add(new Q5_K());
    add(new Q6_K());
    add(new IQ4_NL());
    add(new IQ4_XS());
    add(new IQ3_XXS());
    add(new IQ3_S());
    add(new IQ2_XXS());
    add(new IQ2_XS());
    add(new IQ2_S());
    add(new IQ1_S());
    add(new IQ1_M());
    add(new TQ1_0());
    add(new TQ2_0());
    add(new MXFP4());
    add(new NVFP4());
    add(new Q1_0());
    add(new Q2_0());
    add(new Integers(DType.I8));
    add(new Integers(DType.I16));
    add(new Integers(DType.I32));
    add(new Integers(DType.I64));
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
