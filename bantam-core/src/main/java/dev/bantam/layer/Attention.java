package dev.bantam.layer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention (arXiv 1706.03762) with grouped key/value heads (arXiv 2305.13245). Keys and values go
 * through the pass's memory, so that a token sees what its sequence stored before.
 *
 * <p>A row's result is computed in the same order whatever other rows the batch holds.
 */
public final class Attention implements Layer {
  private final int layer;
  private final Linear query;
  private final @Nullable Linear key;
  private final @Nullable Linear value;
  private final Linear output;
  private final AttentionOptions options;

  /**
   * @param layer the number under which the memory keeps this layer's keys and values
   * @param query [heads * keyDim, d]
   * @param key [kvHeads * keyDim, d]; null to read what another layer stored under {@code layer}
   *     (cross-attention)
   * @param value [kvHeads * valueDim, d]; null with {@code key}
   * @param output [d, heads * valueDim]
   */
  public Attention(
      int layer,
      Linear query,
      @Nullable Linear key,
      @Nullable Linear value,
      Linear output,
      AttentionOptions options) {
    this.layer = layer;
    this.query = query;
    this.key = key;
    this.value = value;
    this.output = output;
    this.options = options;
  }

  @Override
  public Rows forward(Rows x, Pass pass) {
    Rows q = project(query, options.queryNorm, x, pass);
    if (key != null && value != null) {
      Rows k = project(key, options.keyNorm, x, pass);
      Rows v = value.forward(x, pass);
      clamp(v);
      store(k, v, pass);
    }
    Rows y = pass.rows(x.n(), options.heads * options.valueDim);
    List<Attend> parts = parts(q, y, pass);
    pass.team().run(parts.size(), part -> parts.get(part).run());
    return pass.tap("attn_out", output.forward(pass.tap("attn_heads", y), pass));
  }

  private Rows project(Linear linear, @Nullable Norm norm, Rows x, Pass pass) {
    Rows y = linear.forward(x, pass);
    clamp(y);
    if (norm != null) {
      norm.apply(y, pass);
    }
    if (options.rotary != null) {
      options.rotary.apply(y, options.keyDim, pass);
    }
    return y;
  }

  private void clamp(Rows x) {
    if (options.clamp > 0) {
      for (int i = 0; i < x.n() * x.d(); i++) {
        x.value()[i] = Math.clamp(x.value()[i], -options.clamp, options.clamp);
      }
    }
  }

  private void store(Rows k, Rows v, Pass pass) {
    Batch batch = pass.batch();
    for (int r = 0; r < k.n(); r++) {
      pass.memory()
          .put(
              layer,
              batch.sequences()[r],
              batch.positions()[r],
              k.value(),
              r * k.d(),
              v.value(),
              r * v.d());
    }
  }

  /** Cuts the work by sequence, rows and heads, small enough for every thread to have some. */
  private List<Attend> parts(Rows q, Rows y, Pass pass) {
    int[] sequences = pass.batch().sequences();
    int group = options.heads / options.kvHeads;
    List<Attend> parts = new ArrayList<>();
    boolean few = options.kvHeads < 2 * pass.team().threads() && q.n() <= Attend.ROWS;
    int step = few ? 1 : group;
    for (int from = 0; from < q.n(); ) {
      int to = from + 1;
      while (to < q.n() && to - from < Attend.ROWS && sequences[to] == sequences[from]) {
        to++;
      }
      for (int head = 0; head < options.heads; head += step) {
        parts.add(new Attend(layer, options, q, y, pass, from, to, head, head + step));
      }
      from = to;
    }
    return parts;
  }
}
