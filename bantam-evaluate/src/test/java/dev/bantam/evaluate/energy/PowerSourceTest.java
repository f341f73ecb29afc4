package dev.bantam.evaluate.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerSourceTest {
  private static final EnergySettings SETTINGS = new EnergySettings(3, 500, 0.4);

  @TempDir private Path powercap;

  @Test
  void estimatesWhereNothingCanBeRead() throws IOException {
    assertThat(source().method()).startsWith("estimate: 3.0 W").endsWith("no idle power");
    assertThat(PowerSource.of(SETTINGS, powercap.resolve("absent")).method())
        .startsWith("estimate");
    zone("intel-rapl:0", "psys", 5_000_000);
    zone("intel-rapl:1:0", "dram", 5_000_000);
    assertThat(source().method()).startsWith("estimate");
    Files.createDirectory(powercap.resolve("intel-rapl:2"));
    assertThat(source().method()).startsWith("estimate");
  }

  @Test
  void estimatesTheWattsOfBusyProcessors() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    PowerSource power = source();
    long earlier = system.getProcessCpuTime();
    double before = power.joules();
    long begun = threads.getCurrentThreadCpuTime();
    while (threads.getCurrentThreadCpuTime() - begun < 100_000_000) {
      Thread.onSpinWait();
    }
    // 3 W for 0.1 s of this thread, in which Linux counts steps of 10 ms, and for other threads.
    double joules = power.joules() - before;
    double most = 3 * (system.getProcessCpuTime() - earlier) / 1e9;
    assertThat(joules).isBetween(0.25, most + 1e-9);
  }

  @Test
  void countsPackagesAndTheirMemoryOnce() throws IOException {
    Path first = zone("intel-rapl:0", "package-0", 1_000_000);
    Path core = zone("intel-rapl:0:0", "core", 1_000_000);
    Path uncore = zone("intel-rapl:0:1", "uncore", 1_000_000);
    Path memory = zone("intel-rapl:0:2", "dram", 1_000_000);
    Path second = zone("intel-rapl:1", "package-1", 1_000_000);
    Path platform = zone("intel-rapl:2", "psys", 1_000_000);
    PowerSource power = source();
    assertThat(power.method())
        .isEqualTo("RAPL: processor packages (2) and memory, idle power and other programs in");
    double before = power.joules();
    count(first, 3_000_000);
    count(core, 2_500_000);
    count(uncore, 1_250_000);
    count(memory, 1_500_000);
    count(second, 1_250_000);
    count(platform, 9_000_000);
    // 2 J of package-0, 0.5 J of its memory, 0.25 J of package-1.
    assertThat(power.joules() - before).isCloseTo(2.75, within(1e-9));
  }

  @Test
  void readsCountersThatBeginAnew() throws IOException {
    Path zone = zone("intel-rapl:0", "package-0-die-0", 9_000_000);
    PowerSource power = source();
    assertThat(power.method()).startsWith("RAPL: processor packages (1) without memory");
    double before = power.joules();
    count(zone, 500_000);
    assertThat(power.joules() - before).isCloseTo(1.5, within(1e-9));
    count(zone, 400_000);
    assertThat(power.joules() - before).isCloseTo(11.4, within(1e-9));
  }

  private PowerSource source() {
    return PowerSource.of(SETTINGS, powercap);
  }

  /** A counter of up to 10 J. */
  private Path zone(String folder, String name, long microjoules) throws IOException {
    Path zone = Files.createDirectories(powercap.resolve(folder));
    Files.writeString(zone.resolve("name"), name + "\n");
    Files.writeString(zone.resolve("max_energy_range_uj"), "10000000\n");
    count(zone, microjoules);
    return zone;
  }

  private static void count(Path zone, long microjoules) throws IOException {
    Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
  }
}
