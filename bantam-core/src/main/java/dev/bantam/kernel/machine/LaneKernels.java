package dev.bantam.kernel.machine;

import dev.bantam.kernel.machine.Assembler.Form;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Kernels of machine code for this processor: no just-in-time compiler has to warm up, and
 * instructions are used that it knows no way to (dot products of bytes).
 */
public final class LaneKernels {
  /** Bytes that one row of x takes for 32 columns. */
  public static final int ACTIVATION_BYTES = LaneCompiler.ACTIVATION_BYTES;

  private record DotKey(Floats type, int columns) {}

  private record PanelKey(int granule, boolean zero) {}

  private record OuterKey(
      Floats type, int m, int vectors, int aStride, int aStep, int bStep, int cStride) {
    Code code() {
      return new Code(OuterCompiler.outer(type, m, vectors, aStride, aStep, bStep, cStride));
    }
  }

  private final Form form;
  private final boolean pairs;
  private final LaneCompiler compiler;
  private final Code quantise;
  private final Code quantiseForZero;
  private final Code prefetch = new Code(LaneCompiler.prefetch());
  private final Map<LaneProgram, LaneKernel> kernels = new ConcurrentHashMap<>();
  private final Map<PanelKey, LaneKernel> panels = new ConcurrentHashMap<>();
  private final Map<DotKey, DotKernel> dots = new ConcurrentHashMap<>();
  private final Map<OuterKey, Code> outers = new ConcurrentHashMap<>();

  private LaneKernels(Form form, boolean pairs) {
    this.form = form;
    this.pairs = pairs;
    this.compiler = new LaneCompiler(form);
    this.quantise = new Code(Quantiser.code(form, false));
    this.quantiseForZero = new Code(Quantiser.code(form, true));
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
      Cpu cpu = Cpu.ask();
      Form form = cpu.form();
      if (form == null) {
        throw new UnsupportedOperationException("the CPU has no dot products of bytes (VNNI)");
      }
      return new LaneKernels(form, cpu.multipliesPairs());
    } catch (IllegalCallerException | IllegalStateException e) {
      throw new UnsupportedOperationException(e.getMessage(), e);
    }
  }

  /** For tests: kernels of a form that this machine has, though it has a better one. */
  static LaneKernels of(Form form) {
    return new LaneKernels(form, false);
  }

  /** Which instructions are used, for people. */
  public String describe() {
    return form == Form.VEX_256 ? "AVX-VNNI" : "AVX512-VNNI";
  }

  /** Rows that are multiplied side by side: lanes of a vector. */
  public int lanes() {
    return form.lanes();
  }

  /** The kernels of a program, or null if it does not run here. */
  public @Nullable LaneKernel of(LaneProgram program) {
    if (form != Form.EVEX_512 && program.permutesBytes()) {
      return null;
    }
    return kernels.computeIfAbsent(program, p -> new LaneKernel(compiler, p, form.lanes()));
  }

  /** The kernels that multiply what {@link LaneKernel#unpack} wrote; the same bits. */
  public LaneKernel panel(LaneKernel kernel) {
    return panels.computeIfAbsent(
        new PanelKey(kernel.granule(), kernel.hasZero()), k -> kernel.panel());
  }

  /**
   * The kernels for rows of floats as they are stored, or null if there are none here.
   *
   * @param columns a multiple of 16
   */
  public @Nullable DotKernel dots(Floats type, int columns) {
    return form == Form.EVEX_512
        ? dots.computeIfAbsent(new DotKey(type, columns), k -> new DotKernel(type, columns))
        : null;
  }

  /**
   * Functions that exponentials are part of, or null if there are none here.
   *
   * @param cube of {@link Exponentials#cubicGate}
   * @param factor of {@link Exponentials#cubicGate}
   */
  public @Nullable Exponentials exponentials(float cube, float factor) {
    return form == Form.EVEX_512 ? new Exponentials(cube, factor) : null;
  }

  /** Whether there are kernels for {@link #outer}. */
  public boolean outers() {
    return form == Form.EVEX_512;
  }

  /** Whether there are kernels for {@link Floats#PAIR}. */
  public boolean pairs() {
    return pairs;
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
   * {@link #outers}.
   *
   * @param a [m groups, steps], rows {@code aStride} and steps {@code aStep} floats apart
   * @param b [steps, 16 vectors], steps {@code bStep} numbers apart
   * @param steps at least 1
   * @param c [m groups, 16 vectors], rows {@code cStride} floats apart
   */
  public void outer(
      Floats type,
      MemorySegment a,
      int aStride,
      int aStep,
      int m,
      int groups,
      MemorySegment b,
      int bStep,
      int steps,
      int vectors,
      MemorySegment c,
      int cStride) {
    OuterKey key =
        new OuterKey(type, m, vectors, 4 * aStride, 4 * aStep, type.bytes * bStep, 4 * cStride);
    Code known = outers.get(key);
    Code code = known != null ? known : outers.computeIfAbsent(key, OuterKey::code);
    code.run(a, groups, b, steps, c, 0);
  }

  /** Zeroed memory for as long as the arena lives, in huge pages where the system has them. */
  public MemorySegment allocate(long bytes, Arena arena) {
    return SystemCalls.allocate(bytes, arena);
  }

  /** Asks for {@code bytes} bytes from {@code address} on, which may lie outside all memory. */
  public void prefetch(long address, long bytes) {
    MemorySegment from = MemorySegment.ofAddress(address);
    prefetch.run(from, bytes / LaneCompiler.LINE + 1, from, 0, from, 0);
  }

  /**
   * Rounds a row of x to bytes ({@code Quantiser}).
   *
   * @param kernel what will read it
   * @param x [columns] from index {@code at}
   * @param out address of {@code m} rows together, of which this is row {@code r}: for each 32
   *     columns, m times 32 bytes, then m times four numbers, a kind at a time
   */
  public void quantise(
      LaneKernel kernel, float[] x, int at, int columns, MemorySegment out, int m, int r) {
    Code code = kernel.hasZero() ? quantiseForZero : quantise;
    code.run(
        out.asSlice(32L * r),
        columns / 32,
        MemorySegment.ofArray(x).asSlice(4L * at),
        (long) ACTIVATION_BYTES * m,
        out.asSlice(32L * m + 4L * r),
        4L * m);
  }
}
