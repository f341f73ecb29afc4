package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Parameters.Slot;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state space layer of Mamba 2 (Dao and Gu, arXiv 2405.21060): heads share one decay, groups of
 * heads share B and C. A head of P channels keeps a state of [P, N].
 */
public final class Mamba2 implements Layer {
  private final Linear in;
  private final CausalConvolution convolution;
  private final float[] stepBias;
  private final float[] a;
  private final float[] d;
  private final @Nullable Norm norm;
  private final Linear out;
  private final int channels;
  private final int states;
  private final int groups;

  /**
   * @param in [2 channels + 2 groups states + heads, width]: the gate z; x, B and C; dt
   * @param convolution over x, B and C together
   * @param stepBias [heads]
   * @param a [heads], negative
   * @param d [heads]
   * @param norm of each group after the gate, or null
   * @param out [width, channels]
   */
  public Mamba2(
      Linear in,
      CausalConvolution convolution,
      float[] stepBias,
      float[] a,
      float[] d,
      @Nullable Norm norm,
      Linear out,
      int states,
      int groups) {
    this.in = in;
    this.convolution = convolution;
    this.stepBias = stepBias;
    this.a = a;
    this.d = d;
    this.norm = norm;
    this.out = out;
    this.channels = out.weight().columns();
    this.states = states;
    this.groups = groups;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    int n = x.n();
    int heads = a.length;
    int mixed = channels + 2 * groups * states;
    Rows projected = in.forward(x, pass);
    Rows xbc = Mamba.slice(projected, channels, mixed, pass);
    xbc = Activation.SILU.apply(convolution.apply(xbc, pass), pass);
    float[][] state = new float[n][];
    for (int r = 0; r < n; r++) {
      int sequence = pass.batch().sequences()[r];
      state[r] = pass.memory().state(pass.layer(), sequence, "ssm", channels * states);
    }
    Scan scan = new Scan(projected, xbc, pass.rows(n, channels));
    pass.each(heads, n * states * channels / heads * 4, h -> run(h, state, scan));
    if (pass.tape() != null) {
      record(scan, pass, pass.tape());
    }
    Rows y = norm == null ? scan.y : norm.apply(scan.y, pass);
    return pass.tap("mixer_out", out.forward(y, pass));
  }

  /** What the scan reads, and y [n, channels] that it writes. */
  private record Scan(Rows projected, Rows xbc, Rows y) {}

  /** Runs head {@code h} through all rows. */
  private void run(int h, float[][] state, Scan scan) {
    Rows projected = scan.projected;
    Rows xbc = scan.xbc;
    int heads = a.length;
    int width = channels / heads;
    int group = h / (heads / groups);
    float[] v = xbc.value();
    for (int r = 0; r < xbc.n(); r++) {
      float dt = Mamba.softplus(projected.get(r, channels + xbc.d() + h) + stepBias[h]);
      float decay = (float) Math.exp(dt * a[h]);
      int b = r * xbc.d() + channels + group * states;
      int c = b + groups * states;
      for (int p = h * width; p < (h + 1) * width; p++) {
        float x = xbc.get(r, p);
        float in = x * dt;
        float sum = 0;
        for (int s = 0, at = p * states; s < states; s++, at++) {
          state[r][at] = state[r][at] * decay + in * v[b + s];
          sum += state[r][at] * v[c + s];
        }
        scan.y.value()[r * channels + p] =
            (sum + d[h] * x) * Activation.SILU.of(projected.get(r, p));
      }
    }
  }

  private void record(Scan scan, Pass pass, Tape tape) {
    Slots slots =
        new Slots(
            tape.parameters().slot(stepBias), tape.parameters().slot(a), tape.parameters().slot(d));
    boolean trained = slots.stepBias != null || slots.a != null || slots.d != null;
    if (!trained && !tape.isLive(scan.projected) && !tape.isLive(scan.xbc)) {
      return;
    }
    int[] starts = pass.batch().starts();
    int grouped = a.length / groups;
    int chunk = Math.min(grouped, Math.ceilDiv(a.length, ScanBack.PARTS));
    int partsOfGroup = Math.ceilDiv(grouped, chunk);
    tape.record(
        scan.y,
        () -> {
          tape.gradient(scan.projected);
          tape.gradient(scan.xbc);
          tape.gradient(scan.y);
          ScanBack[] parts = new ScanBack[groups * partsOfGroup];
          pass.team()
              .run(
                  parts.length,
                  part -> {
                    parts[part] = new ScanBack(starts, states);
                    int group = part / partsOfGroup;
                    int from = group * grouped + part % partsOfGroup * chunk;
                    int to = Math.min((group + 1) * grouped, from + chunk);
                    for (int h = from; h < to; h++) {
                      back(h, parts[part], scan, tape, slots);
                    }
                  });
          float[] dXbc = tape.gradient(scan.xbc);
          for (int part = 0; part < parts.length; part++) {
            int b = channels + part / partsOfGroup * states;
            for (int r = 0; r < scan.y.n(); r++) {
              int at = r * scan.xbc.d() + b;
              VectorOps.add(parts[part].dB, r * states, dXbc, at, states);
              VectorOps.add(parts[part].dC, r * states, dXbc, at + groups * states, states);
            }
          }
        });
  }

  private record Slots(@Nullable Slot stepBias, @Nullable Slot a, @Nullable Slot d) {}

  /** Takes head {@code h} back. */
  private void back(int h, ScanBack back, Scan scan, Tape tape, Slots slots) {
    int n = scan.y.n();
    int inputs = scan.projected.d();
    int mixed = scan.xbc.d();
    int width = channels / a.length;
    int b = channels + h / (a.length / groups) * states;
    float[] dt = new float[n];
    ScanBack.column(scan.projected.value(), inputs, channels + mixed + h, dt);
    Arrays.fill(back.a, a[h]);
    for (int r = 0; r < n; r++) {
      dt[r] += stepBias[h];
      back.delta[r] = Mamba.softplus(dt[r]);
      float decay = (float) Math.exp(back.delta[r] * a[h]);
      Arrays.fill(back.decay, r * states, (r + 1) * states, decay);
    }
    back.clear();
    float[] v = scan.xbc.value();
    for (int p = h * width; p < (h + 1) * width; p++) {
      ScanBack.column(v, mixed, p, back.x);
      ScanBack.column(scan.projected.value(), inputs, p, back.z);
      ScanBack.column(tape.gradient(scan.y), channels, p, back.dy);
      back.channel(d[h], v, b, v, b + groups * states, mixed);
      ScanBack.addColumn(back.dx, tape.gradient(scan.xbc), mixed, p);
      ScanBack.addColumn(back.dz, tape.gradient(scan.projected), inputs, p);
    }
    ScanBack.softplusBack(back.dDelta, dt);
    ScanBack.addColumn(back.dDelta, tape.gradient(scan.projected), inputs, channels + mixed + h);
    addSum(back.dDelta, slots.stepBias, h);
    addSum(back.da, slots.a, h);
    addSum(new float[] {back.dD}, slots.d, h);
  }

  private static void addSum(float[] terms, @Nullable Slot slot, int h) {
    for (int i = 0; i < terms.length && slot != null; i++) {
      slot.gradient()[slot.at() + h] += terms[i];
    }
  }
}
