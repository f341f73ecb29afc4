package dev.bantam.evaluate.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.generate.Answer;
import dev.bantam.generate.FinishReason;
import dev.bantam.generate.Timings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class EnergyMeterTest {
  private static final EnergySettings SETTINGS = new EnergySettings(3, 500, 0.4);

  /** 10 W, whatever runs, on a clock that is set by hand. */
  private static final class TenWatts implements PowerSource {
    private long nanos = -3_000_000_000L;

    @Override
    public double joules() {
      return 10 * nanos / 1e9;
    }

    @Override
    public String method() {
      return "ten watts";
    }

    EnergyMeter meter(IntSupplier running) {
      return new EnergyMeter(SETTINGS, this, running, () -> nanos);
    }

    /** Time goes by, of which the meter takes a sample. */
    void pass(EnergyMeter meter, long millis) {
      synchronized (meter) {
        nanos += millis * 1_000_000;
        assertThat(meter.joules(0)).isZero();
      }
    }
  }

  @Test
  void answersShareThePowerOfTheirTime() {
    AtomicInteger running = new AtomicInteger(1);
    TenWatts power = new TenWatts();
    try (EnergyMeter meter = power.meter(running::get)) {
      power.pass(meter, 300);
      running.set(4);
      power.pass(meter, 300);
      // The last 200 ms in company, 300 ms from the start alone.
      assertThat(meter.joules(200_000_000)).isCloseTo(10 * 0.2 / 4, within(1e-9));
      assertThat(meter.joules(600_000_000)).isCloseTo(10 * (0.3 + 0.3 / 4), within(1e-9));
      assertThat(meter.joules(400_000_000)).isCloseTo(10 * (0.1 + 0.3 / 4), within(1e-9));
    }
  }

  @Test
  void tellsEnergyGasAndMoney() {
    TenWatts power = new TenWatts();
    try (EnergyMeter meter = power.meter(() -> 1)) {
      power.pass(meter, 400);
      Map<String, Object> usage = meter.of(answer(0.3));
      double wattHours = (double) usage.get("energy_wh");
      assertThat(wattHours).isCloseTo(10 * 0.3 / 3600, within(1e-6));
      assertThat((double) usage.get("co2_g")).isCloseTo(wattHours * 0.5, within(1e-6));
      assertThat((double) usage.get("cost")).isCloseTo(wattHours * 0.0004, within(1e-9));
      assertThat(usage)
          .containsEntry(
              "energy_method", "ten watts; shared by the answers that ran at the same time");
    }
  }

  /** On this machine's clock: the meter looks at its source several times a second. */
  @Test
  void samplesByItself() throws Exception {
    AtomicInteger samples = new AtomicInteger();
    IntSupplier running =
        () -> {
          samples.incrementAndGet();
          return 1;
        };
    try (EnergyMeter _ = new EnergyMeter(SETTINGS, running)) {
      for (int i = 0; i < 6000 && samples.get() < 2; i++) {
        Thread.sleep(10);
      }
      assertThat(samples.get()).isGreaterThan(1);
    }
  }

  private static Answer answer(double seconds) {
    return new Answer(
        "",
        new int[0],
        FinishReason.LENGTH,
        null,
        1,
        0,
        0,
        0,
        List.of(),
        new float[0],
        List.of(),
        new Timings(1, 1, 0, 0, seconds / 2, seconds / 2, seconds / 2));
  }
}
