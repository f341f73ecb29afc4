package dev.bantam.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bantam.layer.BatchMemory;
import dev.bantam.layer.KeyValues;
import dev.bantam.layer.LayerMemory;
import dev.bantam.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KvCacheTest {
  private static final List<LayerMemory> LAYERS =
      List.of(new LayerMemory(2, 32, 64), LayerMemory.NONE, new LayerMemory(3, 64, 32));

  /** Lengths around those of whole pages. */
  private static final int[] PAGES = {1, 255, 256, 257, 512, 1000};

  /** Random writes, cuts and copies, beside a plain memory that is filled anew after each cut. */
  @Test
  void readsWhatWasWritten() {
    Map<DType, Float> tolerances = Map.of(DType.F32, 0f, DType.F16, 1e-3f, DType.Q8_0, 2e-2f);
    tolerances.forEach(
        (type, tolerance) -> {
          for (long seed = 0; seed < 3; seed++) {
            roundTrip(type, tolerance, seed);
          }
        });
  }

  private static void roundTrip(DType type, float tolerance, long seed) {
    Random random = new Random(seed);
    float[][] tokens = new float[1000][2 * 3 * 64];
    for (float[] token : tokens) {
      for (int i = 0; i < token.length; i++) {
        token[i] = 2 * random.nextFloat() - 1;
      }
    }
    try (KvCache cache = new KvCache(LAYERS, type, 2000)) {
      int length = 0;
      for (int turn = 0; turn < 12; turn++) {
        if (random.nextInt(3) == 0 && length > 1) {
          length = cache.truncate(7, 1 + random.nextInt(length - 1));
        }
        int to = Math.min(tokens.length, length + random.nextInt(400));
        for (; length < to; length++) {
          put(cache, 7, length, tokens[length]);
        }
      }
      int half = length / 2;
      assertThat(cache.copy(7, 3, half)).isEqualTo(half);
      put(cache, 3, half, tokens[half]);
      for (int sequence : new int[] {7, 3}) {
        int n = sequence == 7 ? length : half + 1;
        BatchMemory expected = new BatchMemory(LAYERS);
        for (int p = 0; p < n; p++) {
          put(expected, sequence, p, tokens[p]);
        }
        assertThat(cache.keyValues(0, sequence).length()).isEqualTo(n);
        compare(cache, expected, sequence, random.nextInt(n), n, tolerance, seed);
      }
      assertThat(cache.room()).isEqualTo(2000 - length - half - 1);
    }
  }

  private static void put(dev.bantam.layer.Memory memory, int sequence, int position, float[] x) {
    memory.extend(0, sequence, position, position + 1).put(position, x, 0, x, 64);
    memory.extend(2, sequence, position, position + 1).put(position, x, 192, x, 0);
  }

  private static void compare(
      KvCache cache,
      BatchMemory expected,
      int sequence,
      int from,
      int to,
      float tolerance,
      long seed) {
    for (int layer : new int[] {0, 2}) {
      KeyValues a = cache.keyValues(layer, sequence);
      KeyValues b = expected.keyValues(layer, sequence);
      for (int head = 0; head < a.layout().heads(); head++) {
        for (int p = from; p < to; p++) {
          String what = "seed " + seed + ", position " + p;
          assertThat(distance(a.key(head, p), b.key(head, p)))
              .as(what)
              .isLessThanOrEqualTo(tolerance);
          assertThat(distance(a.value(head, p), b.value(head, p)))
              .as(what)
              .isLessThanOrEqualTo(tolerance);
        }
      }
    }
  }

  private static float distance(float[] a, float[] b) {
    float worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }

  @Test
  void countsTokensAndBytes() {
    long perToken = KvCache.bytesPerToken(LAYERS, DType.F16);
    assertThat(perToken).isEqualTo(2 * (2 * (32 + 64) + 3 * (64 + 32)));
    try (KvCache cache = new KvCache(LAYERS, DType.F16, 300)) {
      for (int p = 0; p < 257; p++) {
        put(cache, 0, p, new float[400]);
      }
      assertThat(cache.bytes()).isEqualTo(2 * KvCache.PAGE * perToken);
      assertThatThrownBy(() -> cache.reserve(1, 44))
          .isInstanceOf(CacheFullException.class)
          .hasMessageContaining("holds 257 of 300 tokens and has no room for 44 more");
      cache.truncate(0, 256);
      assertThat(cache.bytes()).isEqualTo(KvCache.PAGE * perToken);
      cache.reserve(1, 44);
      cache.remove(0);
      assertThat(cache.bytes()).isZero();
      assertThat(cache.room()).isEqualTo(256);
      assertThat(cache.keyValues(0, 0).length()).isZero();
    }
  }

  /**
   * Random forks, cuts and ends: each sequence keeps what was written to it, and no page is lost.
   */
  @Test
  void sharedPagesKeepTheirContent() {
    for (long seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      try (KvCache cache = new KvCache(LAYERS, DType.F32, 100_000)) {
        Map<Integer, List<float[]>> written = new HashMap<>();
        for (int turn = 0; turn < 60; turn++) {
          int sequence = random.nextInt(5);
          List<float[]> tokens = written.computeIfAbsent(sequence, s -> new ArrayList<>());
          switch (random.nextInt(4)) {
            case 0 -> {
              int from = random.nextInt(5);
              List<float[]> source = written.getOrDefault(from, List.of());
              int n = PAGES[random.nextInt(PAGES.length)];
              if (from != sequence) {
                n = cache.copy(from, sequence, Math.min(n, source.size()));
                written.put(sequence, new ArrayList<>(source.subList(0, n)));
              }
            }
            case 1 -> {
              int n = tokens.isEmpty() ? 0 : random.nextInt(tokens.size());
              cache.truncate(sequence, n);
              tokens.subList(n, tokens.size()).clear();
            }
            default -> {
              for (int i = random.nextInt(300); i > 0; i--) {
                float[] token = {random.nextFloat()};
                put(cache, sequence, tokens.size(), Arrays.copyOf(token, 400));
                tokens.add(token);
              }
            }
          }
        }
        written.forEach((sequence, tokens) -> assertKeys(cache, sequence, tokens));
        written.keySet().forEach(cache::remove);
        assertThat(cache.bytes()).as("bytes of lost pages, seed %d", seed).isZero();
        assertThat(cache.room()).isEqualTo(100_000);
      }
    }
  }

  private static void assertKeys(KvCache cache, int sequence, List<float[]> tokens) {
    for (int p = 0; p < tokens.size(); p++) {
      assertThat(cache.keyValues(0, sequence).key(0, p)[0]).isEqualTo(tokens.get(p)[0]);
    }
  }

  @Test
  void copiesShareFullPages() {
    long page = KvCache.PAGE * KvCache.bytesPerToken(LAYERS, DType.F16);
    try (KvCache cache = new KvCache(LAYERS, DType.F16, 2000)) {
      for (int p = 0; p < 513; p++) {
        put(cache, 0, p, new float[400]);
      }
      cache.copy(0, 1, 512);
      cache.copy(1, 2, 512);
      assertThat(cache.bytes()).isEqualTo(3 * page);
      cache.truncate(1, 300);
      assertThat(cache.bytes()).isEqualTo(4 * page);
      cache.remove(0);
      cache.remove(1);
      assertThat(cache.bytes()).isEqualTo(2 * page);
    }
  }

  @Test
  void recurrentStateCannotGoBack() {
    try (KvCache cache = new KvCache(LAYERS, DType.F32, 100)) {
      put(cache, 0, 0, new float[400]);
      put(cache, 0, 1, new float[400]);
      cache.state(1, 0, "ssm", 4)[2] = 5;
      assertThat(cache.state(1, 0, "ssm", 4)).containsExactly(0, 0, 5, 0);
      assertThat(cache.copy(0, 1, 1)).isZero();
      assertThat(cache.copy(0, 1, 2)).isEqualTo(2);
      assertThat(cache.truncate(0, 1)).isZero();
      assertThat(cache.keyValues(0, 0).length()).isZero();
      assertThat(cache.state(1, 0, "ssm", 4)).containsOnly(0);
      assertThat(cache.state(1, 1, "ssm", 4)).containsExactly(0, 0, 5, 0);
    }
  }

  @Test
  void refusesWhatItCannotStore() {
    List<LayerMemory> odd = List.of(new LayerMemory(1, 24, 24));
    assertThatThrownBy(() -> new KvCache(odd, DType.Q8_0, 10))
        .hasMessageContaining("multiple of 32")
        .hasMessageContaining("choose F16");
    assertThatThrownBy(() -> new KvCache(odd, DType.Q4_K, 10))
        .hasMessageContaining("F32, F16 or Q8_0");
    try (KvCache cache = new KvCache(odd, DType.F16, 10)) {
      assertThatThrownBy(() -> cache.extend(0, 0, 1, 2))
          .hasMessageContaining("position 1 does not follow");
    }
  }
}
