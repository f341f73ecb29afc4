package dev.bantam.layer;

import dev.bantam.kernel.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass: the batch, where its memory lives, who computes, who looks on, and the buffers
 * that ops write to. Buffers taken inside a {@link #scope} are used again after it.
 */
public final class Pass {
  /** Fewer simple operations than this are not worth handing to another thread. */
  private static final int MIN_WORK = 16_384;

  /** Buffers that nobody uses may take this part of what was used at once. */
  private static final int SPARE = 8;

  /** Numbers in buffers that nobody uses, from which on they are worth a collection: 64 MiB. */
  private static final int LARGE = 1 << 24;

  private final Batch batch;
  private final Memory memory;
  private final Team team;
  private final Scratch scratch;
  private final @Nullable Observer observer;
  private final @Nullable Tape tape;
  private final IdentityHashMap<Object, float[]> memos = new IdentityHashMap<>();
  private int layer = -1;
  private boolean adapted = true;
  private float @Nullable [][] adapterScales;
  private boolean rounded;

  /** A pass that keeps nothing for a backward pass. */
  public Pass(Batch batch, Memory memory, Team team, Scratch scratch, @Nullable Observer observer) {
    this(batch, memory, team, scratch, observer, null);
  }

  /**
   * A pass.
   *
   * @param observer who sees every named output, or null
   * @param tape where ops record their backward steps, or null
   */
  public Pass(
      Batch batch,
      Memory memory,
      Team team,
      Scratch scratch,
      @Nullable Observer observer,
      @Nullable Tape tape) {
    this.batch = batch;
    this.memory = memory;
    this.team = team;
    this.scratch = scratch;
    this.observer = observer;
    this.tape = tape;
  }

  public Batch batch() {
    return batch;
  }

  public Memory memory() {
    return memory;
  }

  public Team team() {
    return team;
  }

  /** Where ops record their backward steps, or null if there will be no backward pass. */
  public @Nullable Tape tape() {
    return tape;
  }

  /** This pass without what adapters add: by the model that they change. */
  public Pass withoutAdapters() {
    Pass pass = withTape(tape);
    pass.adapted = false;
    return pass;
  }

  /** This pass with factors of products rounded to BF16 where that is faster. */
  public Pass rounded() {
    Pass pass = withTape(tape);
    pass.rounded = true;
    return pass;
  }

  /**
   * This pass with adapters in other strengths.
   *
   * @param scales [adapters, n] by what the effect of each adapter is multiplied for each row
   */
  public Pass scalingAdapters(float[][] scales) {
    Pass pass = withTape(tape);
    pass.adapterScales = scales;
    return pass;
  }

  /**
   * This pass for layers that are given just some of its rows.
   *
   * @param rows indices, in the order of the rows that the layers are given
   */
  public Pass picking(int[] rows) {
    float[][] scales = adapterScales;
    if (scales == null) {
      return this;
    }
    float[][] picked = new float[scales.length][rows.length];
    for (int a = 0; a < scales.length; a++) {
      for (int r = 0; r < rows.length; r++) {
        picked[a][r] = scales[a][rows[r]];
      }
    }
    return scalingAdapters(picked);
  }

  /** [n] by what an adapter's effect is multiplied; null if it counts in full for all rows. */
  float @Nullable [] scales(int adapter) {
    return adapterScales == null ? null : adapterScales[adapter];
  }

  boolean isRounded() {
    return rounded;
  }

  boolean isAdapted() {
    return adapted;
  }

  /** This pass's batch and means with another tape, or none. */
  public Pass withTape(@Nullable Tape other) {
    Pass pass = new Pass(batch, memory, team, scratch, observer, other);
    pass.layer = layer;
    pass.adapted = adapted;
    pass.rounded = rounded;
    pass.adapterScales = adapterScales;
    pass.memos.putAll(memos);
    return pass;
  }

  /** The number of the block that is running, or -1. */
  public int layer() {
    return layer;
  }

  /** Shows an op's output to the observer, if there is one. */
  public Rows tap(String name, Rows rows) {
    if (observer != null) {
      observer.see(layer, name, rows);
    }
    return rows;
  }

  /** What {@code make} returned for this key in this pass: for tables that several layers share. */
  float[] memo(Object key, Supplier<float[]> make) {
    return memos.computeIfAbsent(key, k -> make.get());
  }

  /** Fresh rows with undefined content, valid until the enclosing scope ends. */
  public Rows rows(int n, int d) {
    return new Rows(n, d, scratch.take(Math.multiplyExact(n, d)));
  }

  /** Gives rows back before their scope ends: nobody looks at their values again. */
  void giveBack(Rows rows) {
    if (scratch.taken.remove(rows.value())) {
      scratch.giveBack(rows.value());
    }
  }

  /** As {@link #rows}, with zeros. */
  Rows zeros(int n, int d) {
    Rows rows = rows(n, d);
    Arrays.fill(rows.value(), 0, n * d, 0);
    return rows;
  }

  /**
   * Runs {@code task} for each of {@code n} rows, on the team where that pays.
   *
   * @param work about how many simple operations a row costs
   */
  void each(int n, int work, IntConsumer task) {
    int chunk = Math.max(1, MIN_WORK / Math.max(1, work));
    int parts = (n + chunk - 1) / chunk;
    if (parts == 1 || team.threads() == 1) {
      for (int r = 0; r < n; r++) {
        task.accept(r);
      }
      return;
    }
    team.run(
        parts,
        part -> {
          for (int r = part * chunk; r < Math.min(n, (part + 1) * chunk); r++) {
            task.accept(r);
          }
        });
  }

  /**
   * Runs block {@code layer}; every buffer that is taken meanwhile is free again when the scope
   * closes, unless a tape holds on to it.
   */
  public Scope scope(int layer) {
    int outer = this.layer;
    this.layer = layer;
    Scope buffers = tape == null ? buffers() : () -> {};
    return () -> {
      this.layer = outer;
      buffers.close();
    };
  }

  /** Every buffer that is taken meanwhile is free again when the scope closes. */
  public Scope buffers() {
    int mark = scratch.taken.size();
    return () -> scratch.release(mark);
  }

  /** See {@link Pass#scope}. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** The buffers of passes that run one after the other; not thread-safe. */
  public static final class Scratch {
    private final List<float[]> taken = new ArrayList<>();

    /** The one that was used longest ago comes first. */
    private final List<float[]> free = new ArrayList<>();

    private long used;
    private long idle;
    private long mostUsed;
    private long forgotten;

    /** A buffer of zeros that is free again when it is given back. */
    float[] borrowZeros(int size) {
      float[] buffer = find(size);
      Arrays.fill(buffer, 0, size, 0);
      return buffer;
    }

    void giveBack(float[] buffer) {
      free.add(buffer);
      used -= buffer.length;
      idle += buffer.length;
    }

    private float[] take(int size) {
      float[] buffer = find(size);
      taken.add(buffer);
      return buffer;
    }

    /** The smallest free buffer that is large enough, but not over twice that; else a new one. */
    private float[] find(int size) {
      int best = -1;
      for (int i = 0; i < free.size(); i++) {
        int length = free.get(i).length;
        if (length >= size && length / 2 <= size && (best < 0 || length < free.get(best).length)) {
          best = i;
        }
      }
      float[] buffer = best >= 0 ? free.remove(best) : make(size);
      idle -= best >= 0 ? buffer.length : 0;
      used += buffer.length;
      mostUsed = Math.max(mostUsed, used);
      return buffer;
    }

    /** Passes of many sizes would leave a set of buffers for each: old ones go. */
    private float[] make(int size) {
      long most = Math.max(mostUsed, used + size);
      while (!free.isEmpty() && used + idle + size > most + most / SPARE) {
        int length = free.removeFirst().length;
        idle -= length;
        forgotten += length;
      }
      if (forgotten > most / 2 && forgotten > LARGE) {
        forgotten = 0;
        collect();
      }
      return new float[size];
    }

    /** Left alone, the heap would rather grow to its limit than collect what is this large. */
    private static void collect() {
      System.gc();
    }

    private void release(int mark) {
      while (taken.size() > mark) {
        giveBack(taken.removeLast());
      }
    }

    /** Forgets all buffers; call after a pass that was much larger than those to come. */
    public void clear() {
      taken.clear();
      free.clear();
      used = 0;
      idle = 0;
      mostUsed = 0;
    }
  }
}
