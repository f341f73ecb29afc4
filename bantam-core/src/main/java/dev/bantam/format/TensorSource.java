package dev.bantam.format;

import dev.bantam.tensor.DType;
import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A tensor to be written: what a file's header says of it, and how its bytes are made when their
 * turn comes, so that no more than one part of one tensor need be in memory.
 *
 * @param shape sizes, outermost first
 */
public record TensorSource(String name, DType type, long[] shape, Body body) {

  /** Makes a tensor's bytes. */
  public interface Body {
    /** Hands all bytes of the tensor to {@code out}, in order, in as many pieces as it likes. */
    void writeTo(Sink out) throws IOException;
  }

  /** Takes a tensor's bytes. */
  public interface Sink {
    void write(MemorySegment piece) throws IOException;
  }

  /** A tensor that is there already. */
  public static TensorSource of(Tensor tensor) {
    return new TensorSource(
        tensor.name(), tensor.type(), tensor.shape(), out -> out.write(tensor.data()));
  }

  /** Number of bytes that the tensor takes. */
  long bytes() {
    long bytes = TensorBytes.of(type, shape);
    if (bytes < 0) {
      throw new IllegalArgumentException(TensorBytes.fault(name, type, shape));
    }
    return bytes;
  }

  /** Appends the tensor's bytes to a file, and checks that they are as many as they should be. */
  void writeTo(AtomicFile file) throws IOException {
    long end = file.size() + bytes();
    body.writeTo(
        piece -> {
          if (piece.byteSize() > end - file.size()) {
            throw new IllegalStateException("tensor " + name + " yields too many bytes");
          }
          file.write(piece);
        });
    if (file.size() != end) {
      throw new IllegalStateException("tensor " + name + " yields too few bytes");
    }
  }
}
