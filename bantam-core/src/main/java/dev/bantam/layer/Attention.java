package dev.bantam.layer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention (arXiv 1706.03762) with grouped key/value heads (arXiv 2305.13245). Keys and values go
 * through the pass's memory, so that a token sees what its sequence stored before.
 *
 * <p>A row's result is computed in the same order whatever other rows the batch holds.
 */
public final class Attention implements Layer {
  /** With fewer parts than this for each thread, threads may wait long for the last one. */
  private static final int PARTS_PER_THREAD = 4;

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
    Rows y = pass.rows(x.n(), options.heads * options.valueDim);
    if (key != null && value != null) {
      Rows k = project(key, options.keyNorm, x, pass);
      Rows v = value.forward(x, pass);
      clamp(v, pass);
      KeyValues.store(layer, k, v, pass);
      attend(q, y, pass);
      if (pass.tape() != null) {
        AttentionBack.record(options, q, k, v, y, pass, pass.tape());
      }
    } else if (pass.tape() == null) {
      attend(q, y, pass);
    } else {
      throw new UnsupportedOperationException("there is no way back through cross-attention");
    }
    return pass.tap("attn_out", output.forward(pass.tap("attn_heads", y), pass));
  }

  private Rows project(Linear linear, @Nullable Norm norm, Rows x, Pass pass) {
    Rows y = linear.forward(x, pass);
    clamp(y, pass);
    if (norm != null) {
      y = norm.apply(y, pass);
    }
    if (options.rotary != null) {
      options.rotary.apply(y, options.keyDim, pass);
    }
    return y;
  }

  private void clamp(Rows x, Pass pass) {
    if (options.clamp <= 0) {
      return;
    }
    int size = x.n() * x.d();
    BitSet cut = new BitSet();
    Tape tape = pass.tape();
    boolean followed = tape != null && tape.isLive(x);
    for (int i = 0; i < size; i++) {
      if (followed && Math.abs(x.value()[i]) > options.clamp) {
        cut.set(i);
      }
      x.value()[i] = Math.clamp(x.value()[i], -options.clamp, options.clamp);
    }
    if (followed) {
      tape.recordInPlace(x, () -> cut.stream().forEach(i -> tape.gradient(x)[i] = 0));
    }
  }

  /** Cuts the work by rows and key/value heads, and by pages where that leaves threads idle. */
  void attend(Rows q, Rows y, Pass pass) {
    List<Attend> tiles = tiles(q, y, pass);
    int kvHeads = options.kvHeads;
    int parts = tiles.size() * kvHeads;
    int threads = pass.team().threads();
    if (threads > 1 && parts < PARTS_PER_THREAD * threads) {
      for (Attend tile : tiles) {
        if (tile.pages() > 1) {
          attendByPages(tile, pass);
        } else {
          pass.team().run(kvHeads, tile::run);
        }
      }
    } else {
      pass.team().run(parts, part -> tiles.get(part / kvHeads).run(part % kvHeads));
    }
  }

  private List<Attend> tiles(Rows q, Rows y, Pass pass) {
    Batch batch = pass.batch();
    int most = Attend.rows(options);
    List<Attend> tiles = new ArrayList<>();
    for (int from = 0, to; from < q.n(); from = to) {
      to = batch.endOfRun(from, Math.min(q.n(), from + most));
      KeyValues stored = pass.memory().keyValues(layer, batch.sequences()[from]);
      tiles.add(new Attend(options, q, y, stored, batch.positions(), from, to));
    }
    return tiles;
  }

  private void attendByPages(Attend tile, Pass pass) {
    int pages = tile.pages();
    int size = tile.partialSize();
    try (Pass.Scope _ = pass.scope(pass.layer())) {
      float[] partials = pass.rows(options.kvHeads * pages, size).value();
      pass.team()
          .run(
              options.kvHeads * pages,
              part -> tile.page(part / pages, part % pages, partials, part * size));
      for (int head = 0; head < options.kvHeads; head++) {
        tile.sum(head, partials, head * pages * size);
      }
    }
  }
}
