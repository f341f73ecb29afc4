package dev.bantam.kernel.machine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A kernel that can be called: a function of six arguments in rdi, rsi, rdx, rcx, r8 and r9. Memory
 * may be a Java array, which the garbage collector leaves in place meanwhile. Memory that files or
 * arenas own is better given as a mere address: threads would take turns at counting their uses.
 */
final class Code {
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG),
              Linker.Option.critical(true));

  private final MemorySegment pages;

  Code(byte[] code) {
    this.pages = SystemCalls.executable(code);
  }

  void run(MemorySegment a, long b, MemorySegment c, long d, MemorySegment e, long f) {
    try {
      CALL.invokeExact(pages, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw new IllegalStateException("a kernel failed", t);
    }
  }
}
