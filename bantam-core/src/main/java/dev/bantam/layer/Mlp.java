package dev.bantam.layer;

import org.jspecify.annotations.Nullable;

/**
 * The feed-forward layer: down(act(up(x))), or gated (arXiv 2002.05202): down(act(gate(x)) *
 * up(x)).
 */
public final class Mlp implements Layer {
  private final @Nullable Linear gate;
  private final Linear up;
  private final Linear down;
  private final Activation activation;

  /**
   * @param gate [d ff, d], or null for the plain form
   * @param up [d ff, d]
   * @param down [d, d ff]
   */
  public Mlp(@Nullable Linear gate, Linear up, Linear down, Activation activation) {
    this.gate = gate;
    this.up = up;
    this.down = down;
    this.activation = activation;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    Rows h = up.forward(x, pass);
    Rows g = gate == null ? null : gate.forward(x, pass);
    Rows wide = g == null ? activation.apply(h, pass) : activation.gate(g, h, pass);
    // A tape need not hold on to the widest rows: they are made again from those before them.
    Rows y =
        down.forward(
            wide,
            () -> g == null ? activation.applied(h, pass) : activation.gated(g, h, pass),
            pass);
    if (pass.tape() != null) {
      pass.giveBack(wide);
    }
    return pass.tap("ffn_out", y);
  }
}
