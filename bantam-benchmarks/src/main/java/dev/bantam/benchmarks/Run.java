package dev.bantam.benchmarks;

import dev.bantam.kernel.Simd;
import dev.bantam.tensor.DType;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs benchmarks with JMH's own options, then prints what the kernels reached and how much of the
 * machine's limits that is.
 */
public final class Run {
  private Run() {}

  /** Arguments: see {@code -h}. */
  public static void main(String[] args) throws CommandLineOptionException, RunnerException {
    CommandLineOptions options = new CommandLineOptions(args);
    if (options.shouldHelp()) {
      System.out.println(
          "JMH options; '.*' or no pattern runs all. Parameters: -p type=Q4_0 -p m=1");
      return;
    }
    Roofline limits = Roofline.measure();
    Collection<RunResult> results = new Runner(options).run();
    System.out.printf(
        Locale.ROOT,
        "%nOne thread reads %.1f GB/s and does %.0f GFLOP/s at most. Kernels: %s.%n%n",
        limits.bytesPerNano(),
        limits.opsPerNano(),
        Simd.describe());
    System.out.println(
        "| benchmark | type | m | threads | us | GB/s | of memory | GOP/s | of float FMA |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    results.forEach(result -> print(result, limits));
  }

  /** A row of the table, for benchmarks of kernels. */
  private static void print(RunResult result, Roofline limits) {
    BenchmarkParams params = result.getParams();
    String typeName = params.getParam("type");
    if (typeName == null) {
      return;
    }
    DType type = DType.valueOf(typeName);
    int m = number(params, "m");
    int threads = number(params, "threads");
    long weights = (long) number(params, "rows") * number(params, "columns");
    double nanos = result.getPrimaryResult().getScore();
    double bytesPerNano = type.bytes(weights) / nanos;
    double opsPerNano = 2.0 * weights * m / nanos;
    String name = params.getBenchmark();
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %d | %d | %.0f | %.1f | %.0f %% | %.0f | %.0f %% |%n",
        name.substring(name.lastIndexOf('.') + 1),
        type,
        m,
        threads,
        nanos / 1000,
        bytesPerNano,
        100 * bytesPerNano / limits.bytesPerNano() / threads,
        opsPerNano,
        100 * opsPerNano / limits.opsPerNano() / threads);
  }

  private static int number(BenchmarkParams params, String name) {
    String value = params.getParam(name);
    return value == null ? 1 : Integer.parseInt(value);
  }
}
