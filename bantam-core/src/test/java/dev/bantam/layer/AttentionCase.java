package dev.bantam.layer;

import dev.bantam.kernel.Matrix;
import dev.bantam.kernel.Team;
import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** A random attention layer, a sequence that it has stored, and queries. */
final class AttentionCase {
  private static final DType[] TYPES = {DType.F32, DType.F16, DType.Q8_0};

  /** What a page held before must not matter. */
  private static final class Dirty implements Arena {
    private final Arena arena = Arena.ofAuto();

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
      return arena.allocate(bytes, alignment).fill((byte) 0xFF);
    }

    @Override
    public MemorySegment.Scope scope() {
      return arena.scope();
    }

    @Override
    public void close() {}
  }

  private final AttentionOptions options = new AttentionOptions();
  private final KeyValues stored;
  private final Rows q;
  private final int start;
  private final String text;

  AttentionCase(long seed) {
    Random random = new Random(seed);
    DType type = TYPES[random.nextInt(TYPES.length)];
    int unit = type == DType.Q8_0 ? 32 : 1 + random.nextInt(20);
    int kvHeads = 1 + random.nextInt(3);
    int heads = kvHeads * (1 + random.nextInt(5));
    options.heads(heads, kvHeads, unit * (1 + random.nextInt(3)), unit * (1 + random.nextInt(3)));
    choose(options, random);
    int length = 1 + random.nextInt(random.nextBoolean() ? 50 : 700);
    int n = 1 + random.nextInt(Math.min(length, random.nextBoolean() ? 3 : 90));
    start = length - n;
    stored = new KeyValues(options.memory(), type, new PagePool(new Dirty()));
    stored.extend(0, length);
    for (int p = 0; p < length; p++) {
      float[] k = numbers(kvHeads * options.keyDim, random);
      stored.put(p, k, 0, numbers(kvHeads * options.valueDim, random), 0);
    }
    q = new Rows(n, heads * options.keyDim, numbers(n * heads * options.keyDim, random));
    text = "seed %d: %s, %d of %d positions".formatted(seed, type, n, length);
  }

  private static void choose(AttentionOptions options, Random random) {
    if (random.nextInt(3) == 0) {
      options.bidirectional();
    }
    if (random.nextInt(3) == 0) {
      options.window(1 + random.nextInt(300));
    }
    if (random.nextInt(3) == 0) {
      options.softcap(1 + 3 * random.nextFloat());
    }
    if (random.nextInt(3) == 0) {
      options.alibi(AttentionOptions.alibiSlopes(options.heads, 8));
    }
    if (random.nextInt(3) == 0) {
      options.sinks(numbers(options.heads, random));
    }
    if (random.nextInt(3) == 0) {
      float[] table = numbers(32 * options.heads, random);
      options.relativeBias(new RelativeBias(table, options.heads, random.nextBoolean()));
    }
  }

  private static float[] numbers(int n, Random random) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  int rows() {
    return q.n();
  }

  /** The results of rows [from, to), computed as one batch: [to - from, heads * valueDim]. */
  float[] run(int from, int to, Team team) {
    Linear none = new Linear(new Matrix(nothing()), null);
    Attention attention = new Attention(0, none, null, null, none, options);
    int[] tokens = new int[to - from];
    Batch batch = Batch.of(7, start + from, tokens);
    Memory memory =
        new Memory() {
          @Override
          public KeyValues keyValues(int layer, int sequence) {
            return stored;
          }

          @Override
          public float[] state(int layer, int sequence, String name, int size) {
            throw new UnsupportedOperationException();
          }
        };
    Pass pass = new Pass(batch, memory, team, new Pass.Scratch(), null);
    float[] some = new float[(to - from) * q.d()];
    System.arraycopy(q.value(), from * q.d(), some, 0, some.length);
    int d = options.heads * options.valueDim;
    Rows y = new Rows(to - from, d, new float[(to - from) * d]);
    attention.attend(new Rows(to - from, q.d(), some), y, pass);
    return y.value();
  }

  private static Tensor nothing() {
    return new Tensor("none", DType.F32, new long[] {1, 1}, MemorySegment.ofArray(new float[1]));
  }

  /** The results of row {@code r} by the textbook, in double precision: [heads * valueDim]. */
  double[] expected(int r) {
    double[] y = new double[options.heads * options.valueDim];
    for (int head = 0; head < options.heads; head++) {
      int kvHead = head / (options.heads / options.kvHeads);
      double sum = options.sinks == null ? 0 : Math.exp(options.sinks[head]);
      for (int p = 0; p < stored.length(); p++) {
        if (isSeen(start + r, p)) {
          double weight = Math.exp(score(r, head, p, stored.key(kvHead, p)));
          float[] value = stored.value(kvHead, p);
          sum += weight;
          for (int i = 0; i < value.length; i++) {
            y[head * value.length + i] += weight * value[i];
          }
        }
      }
      for (int i = 0; i < options.valueDim; i++) {
        y[head * options.valueDim + i] /= sum;
      }
    }
    return y;
  }

  private boolean isSeen(int own, int position) {
    if (options.causal) {
      return position <= own && (options.window == 0 || own - position < options.window);
    }
    return options.window == 0 || Math.abs(own - position) <= options.window / 2;
  }

  private double score(int r, int head, int position, float[] key) {
    double s = 0;
    for (int d = 0; d < key.length; d++) {
      s += (double) q.get(r, head * key.length + d) * key[d];
    }
    s *= options.scale;
    s = options.softcap > 0 ? options.softcap * Math.tanh(s / options.softcap) : s;
    int distance = position - start - r;
    s += options.slopes == null ? 0 : (double) options.slopes[head] * distance;
    return s + (options.relativeBias == null ? 0 : options.relativeBias.of(head, distance));
  }

  @Override
  public String toString() {
    return text;
  }
}
