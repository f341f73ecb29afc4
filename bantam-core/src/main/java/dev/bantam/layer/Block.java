package dev.bantam.layer;

import dev.bantam.kernel.VectorOps;

/**
 * One block of a network. With a tape that recomputes, only its input is kept; on the way back the
 * block is run again to find what its layers need (gradient checkpointing, arXiv 1604.06174).
 */
public final class Block implements Layer {
  private final int index;
  private final Layer layers;

  /**
   * @param index its number, for taps and memory
   * @param layers what it does, one after the other
   */
  public Block(int index, Layer layers) {
    this.index = index;
    this.layers = layers;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    Tape tape = pass.tape();
    if (tape == null) {
      return run(x, pass);
    }
    if (!tape.isLive(x)) {
      return first(x, pass, tape);
    }
    return tape.isRecomputing() ? kept(x, pass, tape) : run(x, pass);
  }

  private Rows run(Rows x, Pass pass) {
    try (Pass.Scope _ = pass.scope(index)) {
      Rows y = pass.tap("block_out", layers.forward(x, pass));
      pass.memory().blockDone();
      return y;
    }
  }

  /** Keeps nothing but the result unless the block has trained weights, and then as others do. */
  private Rows first(Rows x, Pass pass, Tape tape) {
    Rows y = copy(x, pass);
    Pass.Scope buffers = pass.buffers();
    Tape own = tape.isRecomputing() ? tape.fresh() : tape;
    Rows z = run(x, pass.withTape(own));
    boolean live = own.isLive(z);
    if (live && !tape.isRecomputing()) {
      return z;
    }
    System.arraycopy(z.value(), 0, y.value(), 0, y.n() * y.d());
    buffers.close();
    if (live) {
      record(x, y, pass, tape);
    }
    return y;
  }

  private Rows kept(Rows x, Pass pass, Tape tape) {
    Rows y = copy(x, pass);
    run(y, pass.withTape(null));
    record(x, y, pass, tape);
    return y;
  }

  /** Runs the block again on the way back. */
  private void record(Rows x, Rows y, Pass pass, Tape tape) {
    tape.record(
        y,
        () -> {
          try (Pass.Scope _ = pass.buffers()) {
            Tape again = tape.fresh();
            if (tape.isLive(x)) {
              again.follow(x);
            }
            Rows z = run(x, pass.withTape(again));
            System.arraycopy(tape.gradient(y), 0, again.gradient(z), 0, y.n() * y.d());
            again.backward();
            if (tape.isLive(x)) {
              VectorOps.add(again.gradient(x), 0, tape.gradient(x), 0, x.n() * x.d());
            }
            again.clear();
          }
        });
  }

  private static Rows copy(Rows x, Pass pass) {
    Rows y = pass.rows(x.n(), x.d());
    System.arraycopy(x.value(), 0, y.value(), 0, x.n() * x.d());
    return y;
  }
}
