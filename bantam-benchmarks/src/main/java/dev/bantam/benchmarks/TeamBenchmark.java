package dev.bantam.benchmarks;

import dev.bantam.kernel.Team;
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
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to hand a section over to the team, beside the work in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TeamBenchmark {
  @Param({"1", "2"})
  public int threads;

  /** Units of work in each part; one takes about a nanosecond. */
  @Param({"0", "5000"})
  public long work;

  private Team team;

  /** Starts the threads. */
  @Setup
  public void setUp() {
    team = new Team(threads);
  }

  /** Ends the threads. */
  @TearDown
  public void tearDown() {
    team.close();
  }

  /** A section of as many parts as threads. */
  @Benchmark
  public void section() {
    team.run(threads, part -> Blackhole.consumeCPU(work));
  }
}
