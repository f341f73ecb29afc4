package dev.bantam.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A growing buffer of little-endian values: a file's header before it is written. */
final class LittleEndian {
  private ByteBuffer buffer = empty(1 << 16);

  private static ByteBuffer empty(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void i8(int value) {
    room(1).put((byte) value);
  }

  void i16(int value) {
    room(2).putShort((short) value);
  }

  void i32(int value) {
    room(4).putInt(value);
  }

  void i64(long value) {
    room(8).putLong(value);
  }

  void f32(float value) {
    room(4).putFloat(value);
  }

  void f64(double value) {
    room(8).putDouble(value);
  }

  void bytes(byte[] bytes) {
    room(bytes.length).put(bytes);
  }

  /** Everything so far, ready to be read. */
  ByteBuffer written() {
    return buffer.duplicate().flip();
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int needed = Math.addExact(buffer.position(), bytes);
      int size = (int) Math.max(needed, Math.min(2L * buffer.capacity(), 1 << 30));
      buffer = empty(size).put(buffer.flip());
    }
    return buffer;
  }
}
