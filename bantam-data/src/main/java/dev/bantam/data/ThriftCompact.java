package dev.bantam.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Structures in Thrift's compact protocol, which Parquet's headers are written in: fields by
 * number, in rising order.
 */
final class ThriftCompact {
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Integer> outer = new ArrayDeque<>();
  private int last;

  private void field(int number, int type) {
    out.write((number - last) << 4 | type); // numbers are never more than 15 apart
    last = number;
  }

  ThriftCompact i32(int number, int value) {
    field(number, I32);
    zigzag(value);
    return this;
  }

  ThriftCompact i64(int number, long value) {
    field(number, I64);
    zigzag(value);
    return this;
  }

  ThriftCompact text(int number, String value) {
    field(number, BINARY);
    binary(value);
    return this;
  }

  ThriftCompact i32s(int number, int... values) {
    list(number, I32, values.length);
    for (int value : values) {
      zigzag(value);
    }
    return this;
  }

  ThriftCompact texts(int number, String... values) {
    list(number, BINARY, values.length);
    for (String value : values) {
      binary(value);
    }
    return this;
  }

  /** A list of structures follows: {@link #element} begins each. */
  ThriftCompact structs(int number, int count) {
    list(number, STRUCT, count);
    return this;
  }

  private void list(int number, int type, int count) {
    field(number, LIST);
    if (count < 15) {
      out.write(count << 4 | type);
    } else {
      out.write(0xF0 | type);
      varint(out, count);
    }
  }

  /** Begins a structure that is a field. */
  ThriftCompact begin(int number) {
    field(number, STRUCT);
    return element();
  }

  /** Begins a structure that is an element of a list. */
  ThriftCompact element() {
    outer.push(last);
    last = 0;
    return this;
  }

  /** Ends a structure. */
  ThriftCompact end() {
    out.write(0);
    last = outer.pop();
    return this;
  }

  /** The outermost structure, ended. */
  byte[] bytes() {
    out.write(0);
    return out.toByteArray();
  }

  private void binary(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private void zigzag(long value) {
    varint(out, value << 1 ^ value >> 63);
  }

  /** Seven bits a byte, the lowest first. */
  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
