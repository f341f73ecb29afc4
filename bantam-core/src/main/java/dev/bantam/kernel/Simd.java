package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneKernels;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * The one place where kernels are chosen, once per process: machine code, vector or scalar
 * arithmetic.
 *
 * <p>Vector and scalar arithmetic give the same bits; vectors are some 10 times faster. Machine
 * code ({@link LaneMatrix}) multiplies quantised weights several times faster again, with
 * activations rounded to bytes; everything else is left to the vectors. It is used where the system
 * and the CPU have what it takes ({@link LaneKernels}).
 *
 * <p>Vectors are used if the module {@code jdk.incubator.vector} is in the JVM and the CPU's
 * vectors have at least 256 bits (128 on arm64). The system property {@code bantam.kernels}, or
 * else the environment variable {@code BANTAM_KERNELS}, overrules: {@code scalar}, {@code vector},
 * {@code vector128}, {@code vector256}, {@code vector512} for one width, or {@code native-page} for
 * machine code.
 */
public final class Simd {
  /** The width that is used, in bits; 0 for scalar arithmetic. */
  static final int BITS;

  /** Whether vectors are used. No class that mentions the Vector API may be touched where not. */
  static final boolean ENABLED;

  private static final String REASON;
  private static final @Nullable String WISH;

  static {
    boolean present = present();
    int preferred = present ? Preferred.bits() : 0;
    String wish = wish();
    int forced =
        switch (wish == null ? "" : wish) {
          case "scalar" -> 0;
          case "vector" -> preferred;
          case "vector128" -> 128;
          case "vector256" -> 256;
          case "vector512" -> 512;
          default -> -1;
        };
    boolean wide = preferred >= 256 || System.getProperty("os.arch").equals("aarch64");
    BITS = !present ? 0 : forced >= 0 ? forced : wide ? preferred : 0;
    ENABLED = BITS > 0;
    REASON =
        !present
            ? "module jdk.incubator.vector is not in this JVM"
            : forced >= 0
                ? "asked for by bantam.kernels=" + wish
                : "the CPU prefers " + preferred + " bits";
    WISH = wish;
  }

  /** A class of its own, for machine code to be made when it is first needed. */
  private static final class Machine {
    static final @Nullable LaneKernels KERNELS;
    static final String REASON;

    static {
      LaneKernels kernels = null;
      String reason;
      if (WISH != null && !WISH.equals("native-page")) {
        reason = "bantam.kernels=" + WISH;
      } else {
        try {
          kernels = LaneKernels.ofThisMachine();
          reason = kernels.describe();
        } catch (UnsupportedOperationException e) {
          reason = String.valueOf(e.getMessage());
        }
      }
      KERNELS = kernels;
      REASON = reason;
    }
  }

  /** Kernels of machine code, or null where there are none. */
  static @Nullable LaneKernels machine() {
    return Machine.KERNELS;
  }

  private Simd() {}

  /** The module may have joined after the boot layer was made: look for its class. */
  private static boolean present() {
    try {
      Class.forName("jdk.incubator.vector.FloatVector", false, Simd.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static @Nullable String wish() {
    String property = System.getProperty("bantam.kernels");
    return property != null ? property : System.getenv("BANTAM_KERNELS");
  }

  /** The vector width in use, in bits; 0 for scalar arithmetic. */
  public static int bits() {
    return BITS;
  }

  /** Whether quantised weights are multiplied by machine code, with rounded activations. */
  public static boolean roundsActivations() {
    return Machine.KERNELS != null;
  }

  /** What was chosen and why, for people: {@code vector, 512 bits (the CPU prefers 512 bits)}. */
  public static String describe() {
    String vectors = (ENABLED ? "vector, " + BITS + " bits" : "scalar") + " (" + REASON + ")";
    return Machine.KERNELS != null
        ? "machine code, " + Machine.REASON + "; else " + vectors
        : vectors + "; no machine code (" + Machine.REASON + ")";
  }

  /** A class of its own, so that nothing of the Vector API is loaded where it is absent. */
  private static final class Preferred {
    static int bits() {
      return Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }
  }
}
