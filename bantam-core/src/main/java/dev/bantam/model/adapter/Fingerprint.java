package dev.bantam.model.adapter;

import dev.bantam.format.ModelFile;
import dev.bantam.format.Sha256;
import dev.bantam.tensor.Tensor;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Tells files of weights apart without reading them whole: the SHA-256 of every tensor's name, type
 * and shape and of its first bytes. Metadata, such as the chat template, does not count.
 */
public final class Fingerprint {
  private static final int FIRST_BYTES = 1024;

  private Fingerprint() {}

  /** The fingerprint, as {@code sha256:HEX}. */
  public static String of(ModelFile model) {
    Sha256 hash = new Sha256();
    for (Tensor tensor : new TreeMap<>(model.tensors()).values()) {
      hash.update(tensor.name() + " " + tensor.type() + " " + Arrays.toString(tensor.shape()));
      hash.update(tensor.data().asSlice(0, Math.min(FIRST_BYTES, tensor.data().byteSize())));
    }
    return hash.finish();
  }
}
