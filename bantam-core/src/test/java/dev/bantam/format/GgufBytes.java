package dev.bantam.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bantam.tensor.DType;
import java.nio.ByteBuffer;

/** Builds GGUF files by hand, wrong ones too. */
final class GgufBytes {
  private final LittleEndian out = new LittleEndian();

  /** A header that claims these counts. */
  static GgufBytes file(int version, long tensors, long keys) {
    return new GgufBytes().i32(GgufHeader.MAGIC).i32(version).i64(tensors).i64(keys);
  }

  /** A header of version 3 with metadata alone. */
  static GgufBytes keys(int keys) {
    return file(3, 0, keys);
  }

  /** A header of version 3 with tensors alone. */
  static GgufBytes tensors(int tensors) {
    return file(3, tensors, 0);
  }

  GgufBytes i8(int value) {
    out.i8(value);
    return this;
  }

  GgufBytes i32(int value) {
    out.i32(value);
    return this;
  }

  GgufBytes i64(long value) {
    out.i64(value);
    return this;
  }

  GgufBytes raw(int... bytes) {
    for (int b : bytes) {
      out.i8(b);
    }
    return this;
  }

  GgufBytes string(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.i64(bytes.length);
    out.bytes(bytes);
    return this;
  }

  GgufBytes key(String key, GgufType type) {
    return string(key).i32(type.id);
  }

  GgufBytes u32(String key, int value) {
    return key(key, GgufType.U32).i32(value);
  }

  GgufBytes array(String key, GgufType type, long count) {
    return key(key, GgufType.ARRAY).i32(type.id).i64(count);
  }

  /**
   * A tensor's entry.
   *
   * @param ne sizes, innermost first
   */
  GgufBytes tensor(String name, DType type, long offset, long... ne) {
    string(name).i32(ne.length);
    for (long n : ne) {
      i64(n);
    }
    return i32(type.id).i64(offset);
  }

  /** Zeros up to the alignment, then {@code bytes} of data. */
  byte[] data(int bytes) {
    byte[] header = bytes();
    return java.util.Arrays.copyOf(header, (header.length + 31) / 32 * 32 + bytes);
  }

  byte[] bytes() {
    ByteBuffer written = out.written();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return bytes;
  }

  /** A small sound file with a value of each type and three tensors. */
  static byte[] sound() {
    GgufBytes file = file(3, 3, 13);
    file.key("general.architecture", GgufType.STRING).string("llama");
    file.u32("general.alignment", 32);
    file.key("u8", GgufType.U8).i8(200).key("i8", GgufType.I8).i8(-3);
    file.key("u16", GgufType.U16).raw(0xFF, 0xFF).key("i16", GgufType.I16).raw(0xFE, 0xFF);
    file.key("i32", GgufType.I32).i32(-4).key("f32", GgufType.F32).i32(0x3F80_0000);
    file.key("bool", GgufType.BOOL).i8(1).key("u64", GgufType.U64).i64(1L << 40);
    file.key("f64", GgufType.F64).i64(Double.doubleToLongBits(0.1));
    file.array("strings", GgufType.STRING, 3).string("").string("żółw").string("🐔");
    file.array("scores", GgufType.F32, 2).i32(0x3F80_0000).i32(0xBF80_0000);
    file.tensor("a", DType.F32, 0, 4, 2).tensor("b", DType.Q8_0, 32, 32);
    file.tensor("c", DType.F16, 96);
    return file.data(98);
  }
}
