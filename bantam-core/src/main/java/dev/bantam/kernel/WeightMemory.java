package dev.bantam.kernel;

import dev.bantam.kernel.machine.LaneKernels;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for weights that were brought into another order. It lives as long as the memory of the
 * tensor that they came from: until its file is closed.
 */
final class WeightMemory {
  /** Matrices that are small share a piece of this size, so that they lie in huge pages too. */
  private static final long CHUNK = 32 << 20;

  private static final long ALIGNMENT = 64;

  private static final List<WeightMemory> ALL = new ArrayList<>();

  private final MemorySegment.Scope scope;
  private final Arena arena = Arena.ofShared();
  private MemorySegment free = MemorySegment.NULL;

  private WeightMemory(MemorySegment.Scope scope) {
    this.scope = scope;
  }

  static synchronized MemorySegment allocate(LaneKernels kernels, Tensor tensor, long bytes) {
    if (!tensor.data().isNative()) {
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
