package dev.bantam.evaluate.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bantam.evaluate.contestant.Context;
import dev.bantam.evaluate.contestant.Query;
import dev.bantam.evaluate.contestant.TimedAnswers;
import dev.bantam.evaluate.energy.EnergySettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyProbeTest {
  private final List<Query.Generate> asked = new ArrayList<>();

  @Test
  void tellsQuantilesOfWhatWasMeasured() throws IOException {
    // Query i, of 0 to 22: its first token after i/100 s, its end after i/100 + 2 s; 100 i tokens
    // read, 11 written. 0 and 1 warm up.
    TimedAnswers answers =
        query -> {
          int i = (int) query.seed();
          asked.add(query);
          return new TimedAnswers.Timed(i / 100.0, i / 100.0 + 2, 100 * i, 11);
        };
    LatencyFigures figures = new LatencyProbe(answers, 2, null).measure(queries(23));
    assertThat(asked).isEqualTo(queries(23));
    // Of 2 to 22 the median is 12; the 95th of 100 is 2 + 0.95 x 20 = 21 (numpy.percentile).
    assertThat(figures.firstTokenP50()).isCloseTo(0.12, within(1e-12));
    assertThat(figures.firstTokenP95()).isCloseTo(0.21, within(1e-12));
    assertThat(figures.totalP50()).isCloseTo(2.12, within(1e-12));
    assertThat(figures.totalP95()).isCloseTo(2.21, within(1e-12));
    // 100 i tokens in i/100 s; 10 tokens after the first in 2 s.
    assertThat(figures.prefill()).isCloseTo(10_000, within(1e-6));
    assertThat(figures.decode()).isCloseTo(5, within(1e-9));
    assertThat(figures.usage().queries()).isEqualTo(21);
    assertThat(figures.usage().tokensRead()).isEqualTo(25_200);
    assertThat(figures.usage().tokensWritten()).isEqualTo(21 * 11);
    assertThat(figures.joulesPerRequest()).isNaN();
    assertThat(figures.peakBytes()).isZero();
    assertThat(figures.energy()).isEmpty();
  }

  @Test
  void answersWithoutTokensCountInTheTotalAlone() throws IOException {
    TimedAnswers answers = query -> new TimedAnswers.Timed(Double.NaN, 0.5, 10, 0);
    LatencyFigures figures = new LatencyProbe(answers, 0, null).measure(queries(3));
    assertThat(figures.firstTokenP50()).isNaN();
    assertThat(figures.prefill()).isNaN();
    assertThat(figures.decode()).isNaN();
    assertThat(figures.totalP95()).isEqualTo(0.5);
  }

  @Test
  void measuresWhatThisMachineTakes() throws IOException {
    TimedAnswers answers =
        query -> {
          ThreadMXBean threads = ManagementFactory.getThreadMXBean();
          long begun = threads.getCurrentThreadCpuTime();
          while (threads.getCurrentThreadCpuTime() - begun < 50_000_000) {
            Thread.onSpinWait();
          }
          return new TimedAnswers.Timed(0.01, 0.05, 10, 5);
        };
    LatencyFigures figures =
        new LatencyProbe(answers, 1, new EnergySettings(10, 473, 0)).measure(queries(5));
    assertThat(figures.usage().seconds()).isBetween(0.2, 200.0);
    assertThat(figures.joulesPerRequest()).isPositive();
    assertThat(figures.usage().joules()).isCloseTo(4 * figures.joulesPerRequest(), within(1e-9));
    assertThat(figures.peakBytes()).isGreaterThan(10L << 20);
    assertThat(figures.energy()).contains("idle power");
  }

  @Test
  void asksForSomethingToMeasure() {
    TimedAnswers answers = query -> new TimedAnswers.Timed(1, 1, 1, 1);
    assertThatThrownBy(() -> new LatencyProbe(answers, 3, null).measure(queries(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 queries are too few: 3 of them warm up, and at least 1 is measured");
  }

  private static List<Query.Generate> queries(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> new Query.Generate(new Context.Text("question " + i), List.of(), 11, 0, 1, 0, i))
        .toList();
  }
}
