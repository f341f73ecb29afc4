package dev.bantam.model.huggingface;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Copies of tensors in another order. Memory comes from the arena that is given. */
final class Rearrange {
  private Rearrange() {}

  /** The same bytes in another shape. */
  static Tensor reshaped(Tensor t, long... shape) {
    return new Tensor(t.name(), t.type(), shape, t.data());
  }

  /**
   * Row {@code order[i]} of {@code t} as row i. A vector counts as rows of one number.
   *
   * @param order as many rows as {@code t} has along its first dimension
   */
  static Tensor rows(Tensor t, int[] order, Arena arena) {
    long rowBytes = t.data().byteSize() / t.shape()[0];
    MemorySegment out = arena.allocate(rowBytes * order.length, 64);
    for (int i = 0; i < order.length; i++) {
      MemorySegment.copy(t.data(), order[i] * rowBytes, out, i * rowBytes, rowBytes);
    }
    long[] shape = t.shape().clone();
    shape[0] = order.length;
    return new Tensor(t.name(), t.type(), shape, out);
  }

  /** The transpose of a matrix of a type without blocks. */
  static Tensor transposed(Tensor t, Arena arena) {
    int rows = (int) t.shape()[0];
    int columns = (int) t.shape()[1];
    int size = t.type().blockBytes;
    MemorySegment out = arena.allocate(t.data().byteSize(), 64);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        long from = ((long) r * columns + c) * size;
        long to = ((long) c * rows + r) * size;
        if (size == 4) {
          out.set(ValueLayout.JAVA_INT, to, t.data().get(ValueLayout.JAVA_INT_UNALIGNED, from));
        } else {
          out.set(ValueLayout.JAVA_SHORT, to, t.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, from));
        }
      }
    }
    return new Tensor(t.name(), t.type(), new long[] {columns, rows}, out);
  }

  /** Tensors of one shape, one after the other: [n, shape]. */
  static Tensor stacked(String name, List<Tensor> parts, Arena arena) {
    Tensor first = parts.getFirst();
    long bytes = first.data().byteSize();
    MemorySegment out = arena.allocate(Math.multiplyExact(bytes, (long) parts.size()), 64);
    for (int i = 0; i < parts.size(); i++) {
      MemorySegment.copy(parts.get(i).data(), 0, out, i * bytes, bytes);
    }
    long[] shape = new long[first.shape().length + 1];
    shape[0] = parts.size();
    System.arraycopy(first.shape(), 0, shape, 1, first.shape().length);
    return new Tensor(name, first.type(), shape, out);
  }

  /** Numbers as an F32 tensor. */
  static Tensor vector(String name, float[] values, Arena arena, long... shape) {
    MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
    return new Tensor(name, DType.F32, shape.length == 0 ? new long[] {values.length} : shape, out);
  }

  /** A function of every number, as F32. */
  static Tensor mapped(Tensor t, float[] decoded, DoubleUnaryOperator function, Arena arena) {
    float[] out = new float[decoded.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) function.applyAsDouble(decoded[i]);
    }
    return vector(t.name(), out, arena, t.shape());
  }

  /**
   * The order that turns Hugging Face's halves of a head into GGUF's adjacent pairs: number 2i of a
   * head was number i, number 2i + 1 was number d/2 + i.
   */
  static int[] adjacentPairs(int heads, int headDim) {
    int[] order = new int[heads * headDim];
    for (int h = 0; h < heads; h++) {
      for (int j = 0; j < headDim; j++) {
        order[h * headDim + j] = h * headDim + j / 2 + (j % 2) * (headDim / 2);
      }
    }
    return order;
  }

  /**
   * The order that takes a fused projection stored group by group ({@code per} queries, a key, a
   * value) apart into all queries, all keys, all values.
   */
  static int[] ungrouped(int groups, int per, int headDim) {
    int[] order = new int[groups * (per + 2) * headDim];
    int at = 0;
    for (int part = 0; part < 3; part++) {
      int from = part == 0 ? 0 : per + part - 1;
      int to = part == 0 ? per : from + 1;
      for (int g = 0; g < groups; g++) {
        for (int j = (g * (per + 2) + from) * headDim; j < (g * (per + 2) + to) * headDim; j++) {
          order[at++] = j;
        }
      }
    }
    return order;
  }
}
