package dev.bantam.cli;

/**
 * Makes the Vector API known to a JVM that was started without {@code --add-modules
 * jdk.incubator.vector}.
 *
 * <p>{@code docs/decisions/002-start-up.md} says why. It takes {@code
 * --add-exports=java.base/jdk.internal.module=ALL-UNNAMED}, which the launcher passes and the jar's
 * manifest states.
 */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /**
   * Loads the module, unless it is there or this JVM does not let us: then kernels are scalar. Nor
   * does it with {@code -Dbantam.recording=true}, which the launcher sets when it records a start:
   * a recording with vector classes fails.
   */
  static void load() {
    if (ModuleLayer.boot().findModule(NAME).isPresent() || Boolean.getBoolean("bantam.recording")) {
      return;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
    } catch (ReflectiveOperationException e) {
      System.getLogger(VectorModule.class.getName())
          .log(System.Logger.Level.DEBUG, "the Vector API is not available", e);
    }
  }
}
