package dev.bantam.kernel;

import dev.bantam.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Two's complement integers of 1, 2, 4 or 8 bytes (I8, I16, I32, I64), rounded to binary32 when
 * read.
 */
final class Integers extends Kernel {
  Integers(DType type) {
    super(type);
  }

  @Override
  public void decode(MemorySegment in, long offset, float[] out, int at, int n) {
    int width = type().blockBytes;
    for (int j = 0; j < n; j++) {
      out[at + j] = value(in, offset + (long) width * j, width);
    }
  }

  private static float value(MemorySegment in, long offset, int width) {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    return switch (width) {
      case 1 -> in.get(ValueLayout.JAVA_BYTE, offset);
      case 2 -> in.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset);
      case 4 -> in.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset);
      default -> in.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset);
    };
  }
}
