package dev.bantam.evaluate.energy;

import dev.bantam.generate.Answer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Measures the energy of answers. All that run at a time share its power equally: the meter adds up
 * what one answer would have used that ran all the time, and an answer used as much as that grew
 * while it ran. So the answers' energies add up to the machine's while it was busy.
 */
public final class EnergyMeter implements Energy, AutoCloseable {
  private static final long PERIOD_MILLIS = 100;
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(15);
  private static final double JOULES_PER_WH = 3600;
  private static final String SHARED = "; shared by the answers that ran at the same time";

  private final EnergySettings settings;
  private final PowerSource power;
  private final IntSupplier running;
  private final LongSupplier nanos;
  private final ScheduledExecutorService clock;

  /** Joules for one answer that ran all the time, by time in nanoseconds. */
  private final TreeMap<Long, Double> shares = new TreeMap<>();

  private double lastJoules;

  /**
   * Starts to measure.
   *
   * @param running how many answers are being made
   */
  public EnergyMeter(EnergySettings settings, IntSupplier running) {
    this(settings, PowerSource.of(settings, PowerSource.POWERCAP), running, System::nanoTime);
  }

  /** Source and clock are read while this object's monitor is held. */
  EnergyMeter(EnergySettings settings, PowerSource power, IntSupplier running, LongSupplier nanos) {
    this.settings = settings;
    this.power = power;
    this.running = running;
    this.nanos = nanos;
    this.lastJoules = power.joules();
    shares.put(nanos.getAsLong(), 0.0);
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("bantam-energy").factory());
    ScheduledFuture<?> _ =
        clock.scheduleAtFixedRate(
            this::sample, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public Map<String, Object> of(Answer answer) {
    double seconds = answer.timings().promptSeconds() + answer.timings().decodeSeconds();
    double wattHours = joules((long) (seconds * 1e9)) / JOULES_PER_WH;
    Map<String, Object> usage = new LinkedHashMap<>();
    usage.put("energy_wh", rounded(wattHours));
    usage.put("co2_g", rounded(wattHours / 1000 * settings.gridGrams()));
    if (settings.pricePerKwh() > 0) {
      usage.put("cost", rounded(wattHours / 1000 * settings.pricePerKwh()));
    }
    usage.put("energy_method", power.method() + SHARED);
    return usage;
  }

  /** Of one answer that ran for so many nanoseconds until now. */
  synchronized double joules(long took) {
    double now = sample();
    return now - share(shares.lastKey() - took);
  }

  private synchronized double sample() {
    long now = nanos.getAsLong();
    double joules = power.joules();
    double share =
        shares.lastEntry().getValue() + (joules - lastJoules) / Math.max(1, running.getAsInt());
    lastJoules = joules;
    shares.put(Math.max(now, shares.lastKey()), share);
    shares.headMap(now - KEPT_NANOS).clear();
    return share;
  }

  /** In between, it grew evenly. */
  private double share(long time) {
    Map.Entry<Long, Double> before = shares.floorEntry(time);
    if (before == null) {
      return shares.firstEntry().getValue();
    }
    Map.Entry<Long, Double> after = shares.ceilingEntry(time);
    if (after == null || after.getKey().equals(before.getKey())) {
      return before.getValue();
    }
    double part = (double) (time - before.getKey()) / (after.getKey() - before.getKey());
    return before.getValue() + part * (after.getValue() - before.getValue());
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(4)).doubleValue();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
