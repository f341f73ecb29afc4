package dev.bantam.kernel.machine;

import dev.bantam.kernel.machine.Assembler.Form;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Kernels of machine code for this processor, compiled on first use: no just-in-time compiler has
 * to warm up, and instructions are used that it knows no way to (dot products of bytes).
 *
 * <p>Memory that is passed may be a Java array: the garbage collector waits while a kernel runs.
 */
public final class LaneKernels {
  /** Bytes that one row of x takes for 32 columns. */
  public static final int ACTIVATION_BYTES = LaneCompiler.ACTIVATION_BYTES;

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

  private record Key(What what, LaneProgram program, int m) {}

  private record OuterKey(Floats type, int m, int vectors, int aStride, int bStep, int cStride) {
    byte[] compile() {
      return OuterCompiler.outer(type, m, vectors, aStride, bStep, cStride);
    }
  }

  private record DotKey(Floats type, int m, int wStride, int xStride) {}

  private enum What {
    PACK,
    UNPACK,
    MULTIPLY
  }

  private final Form form;
  private final LaneCompiler compiler;
  private final Map<Record, MemorySegment> compiled = new ConcurrentHashMap<>();
  private final LaneProgram panel16 = new Panel(16);
  private final LaneProgram panel32 = new Panel(32);
  private final MemorySegment quantise;

  private LaneKernels(Form form) {
    this.form = form;
    this.compiler = new LaneCompiler(form);
    this.quantise = SystemCalls.executable(Quantiser.code(form));
  }

  /**
   * The kernels for this machine.
   *
   * @throws UnsupportedOperationException saying why there are none
   */
  public static LaneKernels ofThisMachine() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64")) {
      throw new UnsupportedOperationException("machine code is written for Linux on x86-64 only");
    }
    try {
      Form form = Cpu.ask().form();
      if (form == null) {
        throw new UnsupportedOperationException("the CPU has no dot products of bytes (VNNI)");
      }
      return new LaneKernels(form);
    } catch (IllegalCallerException | IllegalStateException e) {
      throw new UnsupportedOperationException(e.getMessage(), e);
    }
  }

  /** For tests: kernels of a form that this machine has, though it has a better one. */
  static LaneKernels of(Form form) {
    return new LaneKernels(form);
  }

  /** Which instructions are used, for people. */
  public String describe() {
    return form == Form.VEX_256 ? "AVX-VNNI" : "AVX512-VNNI";
  }

  /** Rows that are multiplied side by side: lanes of a vector. */
  public int lanes() {
    return form.lanes();
  }

  /** Most rows of x in one call of {@link #multiply}: as many as there are registers for. */
  public int mostRows(LaneProgram program) {
    return Math.min(12, compiler.mostRows(program));
  }

  /** Most rows of x in one call of {@link #multiplyPanel}. */
  public int mostPanelRows(LaneProgram program) {
    return mostRows(panel(program));
  }

  /** Whether a program runs here. */
  public boolean supports(LaneProgram program) {
    return form == Form.EVEX_512 || !program.permutesBytes();
  }

  /** Columns that share a scale in what {@link #unpack} writes. */
  public int granule(LaneProgram program) {
    return program.granule;
  }

  /** Bytes of {@code columns} columns of a group of rows. */
  public long groupBytes(LaneProgram program, int columns) {
    return (long) columns / program.columns * program.stride(form.lanes());
  }

  /** Bytes of {@code columns} columns of a group of rows that was taken apart. */
  public long panelBytes(LaneProgram program, int columns) {
    return (long) columns / 32 * panel(program).stride(form.lanes());
  }

  /** Zeroed memory for as long as the arena lives, in huge pages where the system has them. */
  public MemorySegment allocate(long bytes, Arena arena) {
    return SystemCalls.allocate(bytes, arena);
  }

  /**
   * Brings rows as a file has them side by side.
   *
   * @param rows the first row
   * @param offsets byte offset of the row of each lane
   * @param out {@link #groupBytes} bytes
   */
  public void pack(
      LaneProgram program, MemorySegment rows, int[] offsets, int columns, MemorySegment out) {
    MemorySegment code = compiled(What.PACK, program, 0, () -> compiler.pack(program));
    call(code, out, columns / program.columns, rows, 0, MemorySegment.ofArray(offsets), 0);
  }

  /**
   * Rounds a row of x to bytes ({@code Quantiser}).
   *
   * @param x [columns] from index {@code at}
   * @param out {@code m} rows together, of which this is row {@code r}: for each 32 columns, m
   *     times 32 bytes, then m times four floats, a kind at a time
   */
  public void quantise(float[] x, int at, int columns, MemorySegment out, int m, int r) {
    call(
        quantise,
        MemorySegment.ofArray(x).asSlice(4L * at),
        columns / 32,
        out.asSlice(32L * r),
        (long) ACTIVATION_BYTES * m,
        out.asSlice(32L * m + 4L * r),
        4L * m);
  }

  /**
   * y = x Wᵀ for whole groups of rows, straight from their blocks; for few rows of x.
   *
   * @param w the first group
   * @param x m rows that {@link #quantise} made
   * @param y receives [m, groups * lanes], rows {@code yStride} floats apart
   */
  public void multiply(
      LaneProgram program,
      MemorySegment w,
      int groups,
      int columns,
      MemorySegment x,
      int m,
      MemorySegment y,
      int yStride) {
    MemorySegment code = compiled(What.MULTIPLY, program, m, () -> compiler.multiply(program, m));
    call(code, w, groups, x, columns / program.columns, y, 4L * yStride);
  }

  /** Takes a group of rows apart, to {@link #panelBytes} bytes. */
  public void unpack(LaneProgram program, MemorySegment w, int columns, MemorySegment out) {
    MemorySegment code = compiled(What.UNPACK, program, 0, () -> compiler.unpack(program));
    call(code, w, columns / program.columns, out, 0, out, 0);
  }

  /** As {@link #multiply}, for one group that {@link #unpack} took apart; the same bits. */
  public void multiplyPanel(
      LaneProgram program,
      MemorySegment w,
      int columns,
      MemorySegment x,
      int m,
      MemorySegment y,
      int yStride) {
    multiply(panel(program), w, 1, columns, x, m, y, yStride);
  }

  private LaneProgram panel(LaneProgram program) {
    return program.granule == 16 ? panel16 : panel32;
  }

  /** Whether there are kernels for {@link #dot}. */
  public boolean dots() {
    return form == Form.EVEX_512;
  }

  /** Most rows of x in one call of {@link #dot}. */
  public int mostDotRows() {
    return DotCompiler.MOST_ROWS;
  }

  /**
   * y = x Wᵀ in floats, for rows as they are stored; sums are formed as {@code kernel.Dot} defines.
   *
   * @param w [4 groups, columns]
   * @param columns a multiple of 16
   * @param x [m, columns], rows {@code xStride} floats apart; m at most {@link #mostDotRows}
   * @param y receives [m, 4 groups], rows {@code yStride} floats apart
   */
  public void dot(
      Floats type,
      MemorySegment w,
      int groups,
      int columns,
      MemorySegment x,
      int xStride,
      int m,
      MemorySegment y,
      int yStride) {
    DotKey key = new DotKey(type, m, columns * type.bytes, 4 * xStride);
    MemorySegment known = compiled.get(key);
    MemorySegment code =
        known != null
            ? known
            : compiled.computeIfAbsent(
                key,
                k -> SystemCalls.executable(DotCompiler.dot(type, m, key.wStride, key.xStride)));
    call(code, w, groups, x, columns / 16, y, 4L * yStride);
  }

  /** Most rows in a group of {@link #outer}. */
  public int mostOuterRows() {
    return OuterCompiler.MOST_ROWS;
  }

  /** Most columns in one call of {@link #outer}. */
  public int mostOuterColumns() {
    return 16 * OuterCompiler.MOST_VECTORS;
  }

  /**
   * C += A B in floats, each sum in the order of steps, as {@code kernel.Outer} defines; only where
   * {@link #dots}.
   *
   * @param a [m groups, steps], rows {@code aStride} floats apart
   * @param b [steps, 16 vectors], steps {@code bStep} numbers apart
   * @param steps at least 1
   * @param c [m groups, 16 vectors], rows {@code cStride} floats apart
   */
  public void outer(
      Floats type,
      MemorySegment a,
      int aStride,
      int m,
      int groups,
      MemorySegment b,
      int bStep,
      int steps,
      int vectors,
      MemorySegment c,
      int cStride) {
    OuterKey key = new OuterKey(type, m, vectors, 4 * aStride, type.bytes * bStep, 4 * cStride);
    MemorySegment known = compiled.get(key);
    MemorySegment code =
        known != null
            ? known
            : compiled.computeIfAbsent(key, k -> SystemCalls.executable(key.compile()));
    call(code, a, groups, b, steps, c, 0);
  }

  private MemorySegment compiled(What what, LaneProgram program, int m, Supplier<byte[]> code) {
    Key key = new Key(what, program, m);
    @Nullable MemorySegment known = compiled.get(key);
    return known != null
        ? known
        : compiled.computeIfAbsent(key, k -> SystemCalls.executable(code.get()));
  }

  private static void call(
      MemorySegment code,
      MemorySegment a,
      long b,
      MemorySegment c,
      long d,
      MemorySegment e,
      long f) {
    try {
      CALL.invokeExact(code, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw new IllegalStateException("a kernel failed", t);
    }
  }
}
