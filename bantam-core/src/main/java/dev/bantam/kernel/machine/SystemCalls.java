package dev.bantam.kernel.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The memory calls of Linux's C library: pages beside the Java heap. */
final class SystemCalls {
  private static final int READ_WRITE = 3;
  private static final int READ_EXECUTE = 5;
  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int HUGE_PAGES = 14;

  /** A page of the kind that x86-64's Linux may use for large areas. */
  static final long HUGE_PAGE = 2 << 20;

  /** Of six numbers and a result: mmap's shape, which the shorter calls share. */
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG));

  private SystemCalls() {}

  /** Calls the function at an address with up to six numbers. */
  static long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(function, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw new IllegalStateException("a call of a C function failed", t);
    }
  }

  /**
   * Pages that hold {@code code} and may be executed but not written, for ever.
   *
   * @throws IllegalStateException if the system refuses
   */
  static MemorySegment executable(byte[] code) {
    MemorySegment pages = map(code.length, Arena.global());
    MemorySegment.copy(code, 0, pages, ValueLayout.JAVA_BYTE, 0, code.length);
    if (call(find("mprotect"), pages.address(), code.length, READ_EXECUTE, 0, 0, 0) != 0) {
      throw new IllegalStateException("the system allows no memory that is executable");
    }
    return pages;
  }

  /**
   * Zeroed memory for as long as the arena lives, in huge pages where the system has them.
   *
   * @throws OutOfMemoryError if the system refuses
   */
  static MemorySegment allocate(long bytes, Arena arena) {
    MemorySegment all = map(bytes + HUGE_PAGE, arena);
    MemorySegment aligned = all.asSlice(-all.address() & HUGE_PAGE - 1, bytes);
    // Only advice: without it the same pages come in smaller pieces.
    var _ = call(find("madvise"), aligned.address(), bytes, HUGE_PAGES, 0, 0, 0);
    return aligned;
  }

  private static MemorySegment map(long bytes, Arena arena) {
    long address = call(find("mmap"), 0, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
    if (address < 0 && address > -4096) {
      throw new OutOfMemoryError("the system has no %d bytes of memory left".formatted(bytes));
    }
    return MemorySegment.ofAddress(address).reinterpret(bytes, arena, s -> unmap(address, bytes));
  }

  private static void unmap(long address, long bytes) {
    var _ = call(find("munmap"), address, bytes, 0, 0, 0, 0);
  }

  private static MemorySegment find(String name) {
    return Linker.nativeLinker()
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new IllegalStateException("the C library has no " + name));
  }
}
