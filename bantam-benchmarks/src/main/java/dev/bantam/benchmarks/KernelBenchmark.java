package dev.bantam.benchmarks;

import dev.bantam.kernel.Kernel;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** {@link Kernel#matvec}: one row of x with rows as they lie in the file, by vectors or scalars. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  /** Storage type of the weights. */
  @Param({"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q5_0", "Q4_K", "Q5_K", "Q6_K", "IQ2_XXS"})
  public DType type = DType.F32;

  @Param("32768")
  public int rows;

  @Param("2048")
  public int columns;

  private final Arena arena = Arena.ofShared();
  private Tensor tensor;
  private Kernel kernel;
  private float[] x;
  private float[] y;

  /** Makes weights and activations. */
  @Setup
  public void setUp() {
    tensor = Weights.random(type, rows, columns, arena);
    kernel = Kernel.of(type);
    x = Weights.normal(columns, new SplittableRandom(2));
    y = new float[rows];
  }

  /** Frees the weights. */
  @TearDown
  public void tearDown() {
    arena.close();
  }

  /** y = x Wᵀ. */
  @Benchmark
  public float[] matvec() {
    kernel.matvec(tensor.data(), 0, rows, columns, x, 0, y, 0);
    return y;
  }
}
