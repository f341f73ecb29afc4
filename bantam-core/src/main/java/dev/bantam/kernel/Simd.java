package dev.bantam.kernel;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * The one place where scalar or vector arithmetic is chosen, once per process. Both give the same
 * bits; vector arithmetic is some 10 times faster.
 *
 * <p>Vectors are used if the module {@code jdk.incubator.vector} is in the JVM and the CPU's
 * vectors have at least 256 bits (128 on arm64). The system property {@code bantam.kernels}, or
 * else the environment variable {@code BANTAM_KERNELS}, overrules: {@code scalar}, {@code vector},
 * or {@code vector128}, {@code vector256}, {@code vector512} for one width.
 */
public final class Simd {
  /** The width that is used, in bits; 0 for scalar arithmetic. */
  static final int BITS;

  /** Whether vectors are used. No class that mentions the Vector API may be touched where not. */
  static final boolean ENABLED;

  private static final String REASON;

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

  /** What was chosen and why, for people: {@code vector, 512 bits (the CPU prefers 512 bits)}. */
  public static String describe() {
    return (ENABLED ? "vector, " + BITS + " bits" : "scalar") + " (" + REASON + ")";
  }

  /** A class of its own, so that nothing of the Vector API is loaded where it is absent. */
  private static final class Preferred {
    static int bits() {
      return Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }
  }
}
