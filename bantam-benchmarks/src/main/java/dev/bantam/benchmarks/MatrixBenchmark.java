package dev.bantam.benchmarks;

import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.Team;
import dev.bantam.tensor.DType;
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

/** {@link Matrix#multiply}: m rows of x with a matrix that no cache holds, as a model does it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MatrixBenchmark {
  /** Storage type of the weights. */
  @Param({"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q5_0", "Q4_K", "Q5_K", "Q6_K", "IQ2_XXS"})
  public DType type = DType.F32;

  /** Rows of x: 1 for decode, 8 for decode of eight sequences, 128 and 512 for prefill. */
  @Param({"1", "8", "128", "512"})
  public int m;

  @Param("1")
  public int threads;

  @Param("32768")
  public int rows;

  @Param("2048")
  public int columns;

  private final Arena arena = Arena.ofShared();
  private Matrix matrix;
  private Team team;
  private float[] x;
  private float[] y;

  /** Makes weights and activations. */
  @Setup
  public void setUp() {
    team = new Team(threads);
    matrix = new Matrix(Weights.random(type, rows, columns, arena));
    x = Weights.normal(m * columns, new SplittableRandom(2));
    y = new float[m * rows];
  }

  /** Ends the threads and frees the weights. */
  @TearDown
  public void tearDown() {
    team.close();
    arena.close();
  }

  /** y = x Wᵀ. */
  @Benchmark
  public float[] multiply() {
    matrix.multiply(x, m, y, team);
    return y;
  }
}
