package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.layer.LayerMemory;
import dev.bantam.tensor.DType;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** A model of Mistral 7B's shape: 32 layers of 8 heads of 128 numbers, 4.1 GB of weights. */
class MemoryNeedTest {
  private static final long GIB = 1L << 30;
  private static final MemoryNeed NEED = need(DType.F16);

  private static MemoryNeed need(DType type) {
    return new MemoryNeed(
        4_109_000_000L, Collections.nCopies(32, new LayerMemory(8, 128, 128)), type);
  }

  @Test
  void countsWeightsOnceAndEachToken() {
    assertThat(NEED.cache(1)).isEqualTo(32L * 8 * (128 + 128) * 2);
    assertThat(NEED.total(100)).isEqualTo(NEED.weights() + MemoryNeed.PROGRAM + NEED.cache(100));
    assertThat(need(DType.Q8_0).cache(1)).isEqualTo(32L * 8 * (128 + 128) * 34 / 32);
  }

  @Test
  void takesWhatFitsAndNoTokenMore() {
    long tokens = NEED.tokensWithin(6 * GIB);
    assertThat(tokens).isBetween(15_000L, 20_000L);
    assertThat(NEED.total(tokens)).isLessThanOrEqualTo(6 * GIB);
    assertThat(NEED.total(tokens + 1)).isGreaterThan(6 * GIB);
    assertThatCode(() -> NEED.check(6 * GIB, tokens)).doesNotThrowAnyException();
    assertThat(NEED.tokensWithin(4 * GIB)).isZero();
  }

  @Test
  void saysWhatWouldFit() {
    assertThatThrownBy(() -> NEED.check(6 * GIB, 32768))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8.60 GB")
        .hasMessageEndingWith("a context of 16276 tokens would fit");
    assertThatThrownBy(() -> NEED.check(6 * GIB, 20_000))
        .hasMessageEndingWith("or a Q8_0 cache would fit");
    assertThatThrownBy(() -> NEED.check(4 * GIB, 256))
        .hasMessageEndingWith("a smaller model or quantisation is needed");
  }
}
