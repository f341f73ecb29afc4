package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for weights that were brought into another order or other pages. It lives as long as the
 * memory of the tensor that they came from: until its file is closed.
 */
final class WeightMemory {
  /** Matrices that are small share a piece of this size, so that they lie in huge pages too. */
  private static final long CHUNK = 32 << 20;

  private static final long ALIGNMENT = 64;

  /** Bytes that a thread copies at a time. */
  private static final long PIECE = 1 << 20;

  private static final List<WeightMemory> ALL = new ArrayList<>();

  private final MemorySegment.Scope scope;
  private final Arena arena = Arena.ofShared();
  private MemorySegment free = MemorySegment.NULL;

  private WeightMemory(MemorySegment.Scope scope) {
    this.scope = scope;
  }

  static synchronized MemorySegment allocate(LaneKernels kernels, Tensor tensor, long bytes) {
    if (!tensor.data().isMapped()) {
      return kernels.allocate(bytes, Arena.ofAuto());
    }
    freeUnused();
    for (WeightMemory memory : ALL) {
      if (memory.scope.equals(tensor.data().scope())) {
        return memory.take(kernels, bytes);
      }
    }
    ALL.add(new WeightMemory(tensor.data().scope()));
    return ALL.getLast().take(kernels, bytes);
  }

  /**
   * The same tensor in huge pages, which are read a quarter faster than those of a mapped file;
   * pages of the file are let go of.
   */
  static Tensor move(LaneKernels kernels, Tensor tensor, Team team) {
    if (!tensor.data().isMapped()) {
      return tensor;
    }
    long bytes = tensor.data().byteSize();
    MemorySegment copy = allocate(kernels, tensor, bytes).asSlice(0, bytes);
    int parts = (int) Math.ceilDiv(bytes, PIECE);
    team.run(
        parts,
        part -> {
          long at = part * PIECE;
          long size = Math.min(PIECE, bytes - at);
          MemorySegment.copy(tensor.data(), at, copy, at, size);
        });
    tensor.data().unload();
    return new Tensor(tensor.name(), tensor.type(), tensor.shape(), copy);
  }

  private MemorySegment take(LaneKernels kernels, long bytes) {
    long size = bytes + ALIGNMENT - 1 & -ALIGNMENT;
    if (size > free.byteSize()) {
      free = kernels.allocate(Math.max(size, CHUNK), arena);
    }
    MemorySegment taken = free.asSlice(0, size);
    free = free.asSlice(size);
    return taken;
  }

  /** Gives back the memory of tensors whose file is closed. */
  static synchronized void freeUnused() {
    for (WeightMemory memory : List.copyOf(ALL)) {
      if (!memory.scope.isAlive()) {
        ALL.remove(memory);
        memory.arena.close();
      }
    }
  }
}
