package dev.bantam.kernel;

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

  private static final int PARTS_PER_THREAD = 4;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final LaneKernels kernels;
  private final LaneProgram program;
  private final int rows;
  private final int columns;
  private final int groups;
  private final long groupBytes;

  /** Most rows of x that are multiplied with stored blocks; more meet blocks taken apart once. */
  private final int few;

  private final MemorySegment data;

  private LaneMatrix(LaneKernels kernels, LaneProgram program, Tensor tensor) {
    this.kernels = kernels;
    this.program = program;
    this.rows = tensor.rows();
    this.columns = tensor.columns();
    this.groups = Math.ceilDiv(rows, kernels.lanes());
    this.groupBytes = kernels.groupBytes(program, columns);
    this.few = kernels.mostRows(program);
    this.data = WeightMemory.allocate(kernels, tensor, groups * groupBytes);
  }

  /** Brings the rows of {@code tensor} side by side; pages of its file are let go of. */
  static LaneMatrix of(Tensor tensor, LaneKernels kernels, LaneProgram program, Team team) {
    LaneMatrix matrix = new LaneMatrix(kernels, program, tensor);
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
    int lanes = kernels.lanes();
    long rowBytes = tensor.type().bytes(columns);
    int[] offsets = new int[lanes];
    for (int group = from; group < to; group++) {
      int first = group * lanes;
      for (int lane = 0; lane < lanes; lane++) {
        // Lanes that have no row repeat the last one; what they give is thrown away.
        offsets[lane] = Math.toIntExact(Math.min(lane, rows - 1 - first) * rowBytes);
      }
      MemorySegment source = tensor.data().asSlice(first * rowBytes);
      kernels.pack(program, source, offsets, columns, group(group));
    }
  }

  private MemorySegment group(int group) {
    return data.asSlice(group * groupBytes, groupBytes);
  }

  /** See {@link Matrix#multiply(float[], int, int, int, float[], int, int, Team)}. */
  void multiply(
      float[] x, int xAt, int xStride, int m, float[] y, int yAt, int yStride, Team team) {
    Tiles tiles = new Tiles(m, m <= few ? few : kernels.mostPanelRows(program));
    MemorySegment bytes = SCRATCH.get().activations(rowBytes() * m);
    team.run(
        Math.ceilDiv(m, 8),
        part -> {
          for (int i = 8 * part; i < Math.min(m, 8 * part + 8); i++) {
            int tile = tiles.of(i);
            int first = tiles.first(tile);
            MemorySegment out = bytes.asSlice(first * rowBytes());
            int size = tiles.first(tile + 1) - first;
            kernels.quantise(x, xAt + i * xStride, columns, out, size, i - first);
          }
        });
    int chunk = chunk(team);
    MemorySegment out = MemorySegment.ofArray(y);
    team.run(
        Math.ceilDiv(groups, chunk),
        part -> {
          int from = part * chunk;
          int to = Math.min(groups, from + chunk);
          int whole = Math.min(to, rows / kernels.lanes());
          if (m <= few) {
            few(bytes, m, from, whole, out.asSlice(4L * (yAt + from * kernels.lanes())), yStride);
          } else {
            many(bytes, tiles, from, whole, out.asSlice(4L * yAt), yStride);
          }
          if (whole < to) {
            last(bytes, tiles, m, y, yAt, yStride);
          }
        });
  }

  /** Bytes of a row of x. */
  private long rowBytes() {
    return columns / 32L * LaneKernels.ACTIVATION_BYTES;
  }

  private int chunk(Team team) {
    int fair = Math.ceilDiv(groups, team.threads() * PARTS_PER_THREAD);
    return (int) Math.min(Math.max(fair, LEAST_BYTES / groupBytes + 1), groups);
  }

  private void few(MemorySegment x, int m, int from, int to, MemorySegment y, int yStride) {
    if (from < to) {
      MemorySegment w = data.asSlice(from * groupBytes);
      kernels.multiply(program, w, to - from, columns, x, m, y, yStride);
    }
  }

  /** Groups [from, to) times all tiles, as many at a time as stay in cache. */
  private void many(MemorySegment x, Tiles tiles, int from, int to, MemorySegment y, int yStride) {
    int block = (int) Math.max(1, BLOCK_BYTES / (rowBytes() * tiles.most()));
    MemorySegment panel = SCRATCH.get().panel(kernels.panelBytes(program, columns));
    for (int tile = 0; tile < tiles.count(); tile += block) {
      int end = Math.min(tiles.count(), tile + block);
      for (int group = from; group < to; group++) {
        kernels.unpack(program, group(group), columns, panel);
        panel(x, tiles, tile, end, panel, y.asSlice(4L * group * kernels.lanes()), yStride);
      }
    }
  }

  private void panel(
      MemorySegment x,
      Tiles tiles,
      int from,
      int to,
      MemorySegment panel,
      MemorySegment y,
      int yStride) {
    for (int tile = from; tile < to; tile++) {
      int first = tiles.first(tile);
      kernels.multiplyPanel(
          program,
          panel,
          columns,
          x.asSlice(first * rowBytes()),
          tiles.first(tile + 1) - first,
          y.asSlice(4L * first * yStride),
          yStride);
    }
  }

  /** The last group where it is not full: what lanes without a row give must not reach y. */
  private void last(MemorySegment x, Tiles tiles, int m, float[] y, int yAt, int yStride) {
    int lanes = kernels.lanes();
    int first = rows / lanes * lanes;
    float[] all = new float[m * lanes];
    MemorySegment out = MemorySegment.ofArray(all);
    if (m <= few) {
      kernels.multiply(program, group(groups - 1), 1, columns, x, m, out, lanes);
    } else {
      MemorySegment panel = SCRATCH.get().panel(kernels.panelBytes(program, columns));
      kernels.unpack(program, group(groups - 1), columns, panel);
      panel(x, tiles, 0, tiles.count(), panel, out, lanes);
    }
    for (int i = 0; i < m; i++) {
      System.arraycopy(all, i * lanes, y, yAt + i * yStride + first, rows - first);
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

    int of(int row) {
      int tile = (int) ((long) row * count() / m);
      return first(tile + 1) <= row ? tile + 1 : tile;
    }
  }

  /** Memory that a thread uses again and again. */
  private static final class Scratch {
    private static final MemorySegment NONE = MemorySegment.NULL;

    private MemorySegment activations = NONE;
    private MemorySegment panel = NONE;

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
