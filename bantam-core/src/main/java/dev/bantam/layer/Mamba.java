package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;
import dev.bantam.layer.Parameters.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The selective state space layer of Mamba (Gu and Dao, arXiv 2312.00752). Each of its channels
 * keeps a state of N numbers: h = exp(dt A) h + dt B x, y = C h + D x, where dt, B and C depend on
 * the token.
 */
public final class Mamba implements Layer {
  private final Linear in;
  private final CausalConvolution convolution;
  private final Linear select;
  private final Linear step;
  private final float[] a;
  private final float[] d;
  private final Linear out;
  private final int channels;
  private final int states;
  private final int rank;
  private final Norm @Nullable [] norms;

  /**
   * @param in [2 channels, width]: x, then the gate z
   * @param select [rank + 2 states, channels]: dt's low rank, B, C
   * @param step [channels, rank], with bias
   * @param a [channels, states], negative
   * @param d [channels]
   * @param out [width, channels]
   * @param normEps epsilon of RMS norms of dt, B and C (FalconMamba); 0 for none
   */
  public Mamba(
      Linear in,
      CausalConvolution convolution,
      Linear select,
      Linear step,
      float[] a,
      float[] d,
      Linear out,
      float normEps) {
    this.in = in;
    this.convolution = convolution;
    this.select = select;
    this.step = step;
    this.a = a;
    this.d = d;
    this.out = out;
    this.channels = d.length;
    this.states = a.length / channels;
    this.rank = step.weight().columns();
    this.norms = normEps > 0 ? new Norm[] {plain(rank, normEps), plain(states, normEps)} : null;
  }

  private static Norm plain(int size, float eps) {
    return new Norm(Norm.Kind.RMS, size, null, null, eps);
  }

  @Override
  public Rows forward(Rows input, Pass pass) {
    int n = input.n();
    Rows xz = in.forward(input, pass);
    Rows x = slice(xz, 0, channels, pass);
    x = Activation.SILU.apply(convolution.apply(x, pass), pass);
    Rows selected = select.forward(x, pass);
    Rows low = slice(selected, 0, rank, pass);
    Rows b = slice(selected, rank, states, pass);
    Rows c = slice(selected, rank + states, states, pass);
    if (norms != null) {
      low = norms[0].apply(low, pass);
      b = norms[1].apply(b, pass);
      c = norms[1].apply(c, pass);
    }
    Scan scan = new Scan(x, step.forward(low, pass), b, c, xz, pass.rows(n, channels));
    float[][] state = new float[n][];
    for (int r = 0; r < n; r++) {
      int sequence = pass.batch().sequences()[r];
      state[r] = pass.memory().state(pass.layer(), sequence, "ssm", channels * states);
    }
    pass.each(channels, n * states * 8, i -> run(i, state, scan));
    if (pass.tape() != null) {
      record(scan, pass, pass.tape());
    }
    return pass.tap("mixer_out", out.forward(scan.y, pass));
  }

  /** What the scan reads, and y that it writes: [n, channels], but b and c [n, states]. */
  private record Scan(Rows x, Rows dt, Rows b, Rows c, Rows xz, Rows y) {}

  /** Runs channel {@code i} through all rows. */
  private void run(int i, float[][] state, Scan scan) {
    Rows x = scan.x;
    Rows b = scan.b;
    Rows c = scan.c;
    for (int r = 0; r < x.n(); r++) {
      float delta = softplus(scan.dt.get(r, i));
      float in = x.get(r, i) * delta;
      float[] h = state[r];
      float sum = 0;
      for (int s = 0; s < states; s++) {
        int at = i * states + s;
        h[at] = h[at] * (float) Math.exp(delta * a[at]) + in * b.get(r, s);
        sum += h[at] * c.get(r, s);
      }
      scan.y.value()[r * channels + i] =
          (sum + d[i] * x.get(r, i)) * Activation.SILU.of(scan.xz.get(r, channels + i));
    }
  }

  private void record(Scan scan, Pass pass, Tape tape) {
    Slot slotA = tape.parameters().slot(a);
    Slot slotD = tape.parameters().slot(d);
    List<Rows> inputs = List.of(scan.x, scan.dt, scan.b, scan.c, scan.xz);
    if (slotA == null && slotD == null && inputs.stream().noneMatch(tape::isLive)) {
      return;
    }
    int[] starts = pass.batch().starts();
    tape.record(
        scan.y,
        () -> {
          inputs.forEach(tape::gradient);
          tape.gradient(scan.y);
          int chunk = Math.ceilDiv(channels, ScanBack.PARTS);
          ScanBack[] parts = new ScanBack[Math.ceilDiv(channels, chunk)];
          pass.team()
              .run(
                  parts.length,
                  part -> {
                    parts[part] = new ScanBack(starts, states);
                    int to = Math.min(channels, (part + 1) * chunk);
                    for (int i = part * chunk; i < to; i++) {
                      back(i, parts[part], scan, tape, slotA, slotD);
                    }
                  });
          for (ScanBack part : parts) {
            VectorOps.add(part.dB, 0, tape.gradient(scan.b), 0, part.dB.length);
            VectorOps.add(part.dC, 0, tape.gradient(scan.c), 0, part.dC.length);
          }
        });
  }

  /** Takes channel {@code i} back. */
  private void back(
      int i, ScanBack back, Scan scan, Tape tape, @Nullable Slot slotA, @Nullable Slot slotD) {
    float[] dt = new float[scan.dt.n()];
    ScanBack.column(scan.dt.value(), channels, i, dt);
    ScanBack.column(scan.x.value(), channels, i, back.x);
    ScanBack.column(scan.xz.value(), 2 * channels, channels + i, back.z);
    ScanBack.column(tape.gradient(scan.y), channels, i, back.dy);
    System.arraycopy(a, i * states, back.a, 0, states);
    for (int r = 0; r < dt.length; r++) {
      back.delta[r] = softplus(dt[r]);
      for (int s = 0; s < states; s++) {
        back.decay[r * states + s] = (float) Math.exp(back.delta[r] * back.a[s]);
      }
    }
    back.clear();
    back.channel(d[i], scan.b.value(), 0, scan.c.value(), 0, states);
    ScanBack.softplusBack(back.dDelta, dt);
    ScanBack.addColumn(back.dDelta, tape.gradient(scan.dt), channels, i);
    ScanBack.addColumn(back.dx, tape.gradient(scan.x), channels, i);
    ScanBack.addColumn(back.dz, tape.gradient(scan.xz), 2 * channels, channels + i);
    if (slotA != null) {
      VectorOps.add(back.da, 0, slotA.gradient(), slotA.at() + i * states, states);
    }
    if (slotD != null) {
      slotD.gradient()[slotD.at() + i] += back.dD;
    }
  }

  /** log(1 + e^x). */
  static float softplus(float x) {
    return x > 20 ? x : (float) Math.log1p(Math.exp(x));
  }

  /** Columns [from, from + size) as rows of their own. */
  static Rows slice(Rows x, int from, int size, Pass pass) {
    Rows y = pass.rows(x.n(), size);
    for (int r = 0; r < x.n(); r++) {
      System.arraycopy(x.value(), r * x.d() + from, y.value(), r * size, size);
    }
    Tape tape = pass.tape();
    if (tape != null && tape.isLive(x)) {
      tape.record(
          y,
          () -> {
            float[] dx = tape.gradient(x);
            for (int r = 0; r < x.n(); r++) {
              VectorOps.add(tape.gradient(y), r * size, dx, r * x.d() + from, size);
            }
          });
    }
    return y;
  }
}
