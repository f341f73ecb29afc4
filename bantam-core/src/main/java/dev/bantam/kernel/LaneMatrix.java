package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneKernel;
import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.kernel.machine.LaneProgram;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A weight matrix whose rows lie side by side, a row in each lane of a vector ({@link
 * LaneProgram}), multiplied by machine code. Activations are rounded to bytes, 32 at a time; what a
 * row of x gives does not depend on the rows beside it, nor on the number of threads.
 */
final class LaneMatrix {
  /** Bytes of rounded rows of x that stay in the second-level cache while rows of W pass. */
  private static final int BLOCK_BYTES = 400_000;

  /** Bytes of weights below which another part is not worth claiming. */
  private static final long LEAST_BYTES = 16384;

  /** Rows of x that a thread rounds at a time. */
  private static final int ROUNDED = 8;

  private static final int PARTS_PER_THREAD = 4;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final LaneKernels kernels;
  private final LaneKernel kernel;
  private final LaneKernel panel;
  private final int rows;
  private final int columns;
  private final int lanes;
  private final int groups;
  private final long groupBytes;
  private final MemorySegment data;

  private LaneMatrix(LaneKernels kernels, LaneKernel kernel, Tensor tensor) {
    this.kernels = kernels;
    this.kernel = kernel;
    this.panel = kernels.panel(kernel);
    this.rows = tensor.rows();
    this.columns = tensor.columns();
    this.lanes = kernels.lanes();
    this.groups = Math.ceilDiv(rows, lanes);
    this.groupBytes = kernel.groupBytes(columns);
    this.data = WeightMemory.allocate(kernels, tensor, groups * groupBytes);
  }

  /** Brings the rows of {@code tensor} side by side; pages of its file are let go of. */
  static LaneMatrix of(Tensor tensor, LaneKernels kernels, LaneKernel kernel, Team team) {
    LaneMatrix matrix = new LaneMatrix(kernels, kernel, tensor);
    int parts = Math.min(matrix.groups, PARTS_PER_THREAD * team.threads());
    team.run(
        parts,
        part -> {
          int from = (int) ((long) matrix.groups * part / parts);
          int to = (int) ((long) matrix.groups * (part + 1) / parts);
          matrix.pack(tensor, from, to);
        });
    if (tensor.data().isMapped()) {
      tensor.data().unload();
    }
    return matrix;
  }

  private void pack(Tensor tensor, int from, int to) {
    long rowBytes = tensor.type().bytes(columns);
    int[] offsets = new int[lanes];
    for (int group = from; group < to; group++) {
      int first = group * lanes;
      for (int lane = 0; lane < lanes; lane++) {
        // Lanes that have no row repeat the last one; what they give is thrown away.
        offsets[lane] = Math.toIntExact(Math.min(lane, rows - 1 - first) * rowBytes);
      }
      int regular = first + lanes <= rows ? Math.toIntExact(rowBytes) : 0;
      MemorySegment source = tensor.data().asSlice(first * rowBytes);
      kernel.pack(source, regular, offsets, columns, group(group));
    }
  }

  /** The address of a group. */
  private long group(int group) {
    return data.address() + group * groupBytes;
  }

  /** See {@link Matrix#multiply}. */
  void multiply(float[] x, int m, float[] y, Team team) {
    boolean few = m <= kernel.mostRows();
    Tiles tiles = new Tiles(m, few ? m : panel.mostRows());
    MemorySegment bytes = round(x, m, tiles, team);
    int chunk = chunk(team);
    MemorySegment out = MemorySegment.ofArray(y);
    team.run(
        Math.ceilDiv(groups, chunk),
        part -> {
          int from = part * chunk;
          int to = Math.min(groups, from + chunk);
          int whole = Math.min(to, rows / lanes);
          if (few && from < whole) {
            MemorySegment first = out.asSlice(4L * from * lanes);
            kernel.multiply(group(from), whole - from, columns, bytes, m, first, rows);
          } else if (!few) {
            many(bytes, tiles, from, whole, out);
          }
          if (whole < to) {
            last(bytes, tiles, few, y);
          }
        });
  }

  /** The rows of x as bytes, a tile's rows together. */
  private MemorySegment round(float[] x, int m, Tiles tiles, Team team) {
    MemorySegment bytes = SCRATCH.get().activations(rowBytes() * m);
    team.run(
        Math.ceilDiv(m, ROUNDED),
        part -> {
          for (int i = ROUNDED * part; i < Math.min(m, ROUNDED * (part + 1)); i++) {
            int tile = tiles.of(i);
            int first = tiles.first(tile);
            MemorySegment out = bytes.asSlice(first * rowBytes());
            kernels.quantise(kernel, x, i * columns, columns, out, tiles.size(tile), i - first);
          }
        });
    return bytes;
  }

  /** Bytes of a row of x. */
  private long rowBytes() {
    return columns / 32L * LaneKernels.ACTIVATION_BYTES;
  }

  private int chunk(Team team) {
    int fair = Math.ceilDiv(groups, team.threads() * PARTS_PER_THREAD);
    return (int) Math.min(Math.max(fair, LEAST_BYTES / groupBytes + 1), groups);
  }

  /** Groups [from, to) times all tiles, as many tiles at a time as stay in cache. */
  private void many(MemorySegment x, Tiles tiles, int from, int to, MemorySegment y) {
    int block = (int) Math.max(1, BLOCK_BYTES / (rowBytes() * panel.mostRows()));
    MemorySegment taken = SCRATCH.get().panel(panel.groupBytes(columns));
    for (int tile = 0; tile < tiles.count(); tile += block) {
      int end = Math.min(tiles.count(), tile + block);
      for (int group = from; group < to; group++) {
        kernel.unpack(group(group), columns, taken);
        panel(x, tiles, tile, end, taken, group + 1, y.asSlice(4L * group * lanes), rows);
      }
    }
  }

  /**
   * Tiles [from, to) times a group that was taken apart. Memory delivers the {@code next} group
   * meanwhile: a part of it is asked for with each tile.
   */
  private void panel(
      MemorySegment x,
      Tiles tiles,
      int from,
      int to,
      MemorySegment taken,
      int next,
      MemorySegment y,
      int yStride) {
    long part = groupBytes / (to - from);
    for (int tile = from; tile < to; tile++) {
      kernels.prefetch(group(next) + (tile - from) * part, part);
      int first = tiles.first(tile);
      MemorySegment in = x.asSlice(first * rowBytes());
      MemorySegment out = y.asSlice(4L * first * yStride);
      panel.multiply(taken.address(), 1, columns, in, tiles.size(tile), out, yStride);
    }
  }

  /** The last group where it is not full: what lanes without a row give must not reach y. */
  private void last(MemorySegment x, Tiles tiles, boolean few, float[] y) {
    float[] all = new float[tiles.m * lanes];
    MemorySegment out = MemorySegment.ofArray(all);
    if (few) {
      kernel.multiply(group(groups - 1), 1, columns, x, tiles.m, out, lanes);
    } else {
      MemorySegment taken = SCRATCH.get().panel(panel.groupBytes(columns));
      kernel.unpack(group(groups - 1), columns, taken);
      panel(x, tiles, 0, tiles.count(), taken, groups, out, lanes);
    }
    int first = rows / lanes * lanes;
    for (int i = 0; i < tiles.m; i++) {
      System.arraycopy(all, i * lanes, y, i * rows + first, rows - first);
    }
  }

  /** Rows of x cut into tiles of nearly the same size. */
  private record Tiles(int m, int most) {
    int count() {
      return Math.ceilDiv(m, most);
    }

    int first(int tile) {
      return (int) ((long) m * tile / count());
    }

    int size(int tile) {
      return first(tile + 1) - first(tile);
    }

    int of(int row) {
      int tile = (int) ((long) row * count() / m);
      return first(tile + 1) <= row ? tile + 1 : tile;
    }
  }

  /** Memory that a thread uses again and again. */
  private static final class Scratch {
    private MemorySegment activations = MemorySegment.NULL;
    private MemorySegment panel = MemorySegment.NULL;

    MemorySegment activations(long bytes) {
      if (activations.byteSize() < bytes) {
        activations = Arena.ofAuto().allocate(bytes, 64);
      }
      return activations;
    }

    MemorySegment panel(long bytes) {
      if (panel.byteSize() < bytes) {
        panel = Arena.ofAuto().allocate(bytes, 64);
      }
      return panel;
    }
  }
}
