package dev.bantam.format;

import dev.bantam.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model as it lies on disk: metadata and named tensors, mapped and not copied. GGUF's metadata
 * keys and tensor names are the common language: a Hugging Face folder is presented under them too.
 */
public interface ModelFile extends AutoCloseable {
  /**
   * The {@code .gguf} file (the first one of a split set) or the Hugging Face folder it was read
   * from.
   */
  Path path();

  /** Metadata under GGUF's keys, such as {@code general.architecture}. */
  Metadata metadata();

  /** The tensors by GGUF name, such as {@code blk.0.attn_q.weight}, in the file's order. */
  Map<String, Tensor> tensors();

  /** Unmaps the file; every tensor becomes unreadable. */
  @Override
  void close() throws IOException;
}
