package dev.bantam.layer;

/**
 * Rotary position embedding (Su et al., arXiv 2104.09864): pairs of a head's numbers are turned by
 * an angle that grows with the position. The scalings of longer contexts only change the
 * frequencies and the magnitude.
 */
public final class Rotary {
  /** Which numbers of a head form a pair. */
  public enum Pairs {
    /** (0, 1), (2, 3), ...: GPT-J, and Llama as GGUF stores it. */
    ADJACENT,
    /** (0, d/2), (1, d/2 + 1), ...: GPT-NeoX, and most models since. */
    HALVES
  }

  private final Pairs pairs;
  private final float[] frequencies;
  private final float magnitude;

  /**
   * @param frequencies [d/2] angle per position of each pair; the first d numbers of a head are
   *     turned, the rest pass through
   * @param magnitude factor of the result (YaRN's and LongRoPE's attention factor), mostly 1
   */
  public Rotary(Pairs pairs, float[] frequencies, float magnitude) {
    this.pairs = pairs;
    this.frequencies = frequencies;
    this.magnitude = magnitude;
  }

  /** The frequencies base^(-2i/d) for i in [0, d/2). */
  public static float[] frequencies(int d, double base) {
    float[] out = new float[d / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Math.pow(base, -2.0 * i / d);
    }
    return out;
  }

  /**
   * YaRN (Peng et al., arXiv 2309.00071): pairs that turn less than {@code slow} times within the
   * original context are slowed down by {@code factor}, those that turn more than {@code fast}
   * times are left, with a ramp between.
   */
  public static float[] yarn(
      float[] plain, double base, float factor, int originalContext, float fast, float slow) {
    int d = 2 * plain.length;
    double low = Math.max(0, Math.floor(pairThatTurns(fast, d, base, originalContext)));
    double high = Math.min(d - 1.0, Math.ceil(pairThatTurns(slow, d, base, originalContext)));
    float[] out = new float[plain.length];
    for (int i = 0; i < out.length; i++) {
      double ramp = Math.clamp((i - low) / Math.max(0.001, high - low), 0, 1);
      out[i] = (float) (plain[i] / factor * ramp + plain[i] * (1 - ramp));
    }
    return out;
  }

  private static double pairThatTurns(double turns, int d, double base, int context) {
    return d * Math.log(context / (turns * 2 * Math.PI)) / (2 * Math.log(base));
  }

  /**
   * Turns every head of every row of {@code x} in place; heads are {@code headDim} numbers wide.
   */
  void apply(Rows x, int headDim, Pass pass) {
    float[] table = pass.memo(this, () -> table(pass.batch().positions()));
    turn(x.value(), x, headDim, table, 1, pass);
    Tape tape = pass.tape();
    if (tape != null && tape.isLive(x)) {
      // The way back is the turn by the opposite angle.
      tape.recordInPlace(x, () -> turn(tape.gradient(x), x, headDim, table, -1, pass));
    }
  }

  private void turn(float[] v, Rows x, int headDim, float[] table, float sign, Pass pass) {
    int half = frequencies.length;
    int step = pairs == Pairs.ADJACENT ? 2 : 1;
    int other = pairs == Pairs.ADJACENT ? 1 : half;
    pass.each(
        x.n(),
        2 * x.d(),
        r -> {
          for (int at = r * x.d(); at < (r + 1) * x.d(); at += headDim) {
            for (int i = 0; i < half; i++) {
              float cos = table[(r * half + i) * 2];
              float sin = sign * table[(r * half + i) * 2 + 1];
              int p = at + i * step;
              float a = v[p];
              float b = v[p + other];
              v[p] = a * cos - b * sin;
              v[p + other] = a * sin + b * cos;
            }
          }
        });
  }

  /** [n, d/2, 2] cosine and sine of each row's angles. */
  private float[] table(int[] positions) {
    int half = frequencies.length;
    float[] out = new float[positions.length * half * 2];
    for (int r = 0; r < positions.length; r++) {
      for (int i = 0; i < half; i++) {
        float angle = positions[r] * frequencies[i];
        out[(r * half + i) * 2] = (float) Math.cos(angle) * magnitude;
        out[(r * half + i) * 2 + 1] = (float) Math.sin(angle) * magnitude;
      }
    }
    return out;
  }
}
