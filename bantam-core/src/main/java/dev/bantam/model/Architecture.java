package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/** A family of models: wires layers out of a file's metadata and tensors. One file each. */
public interface Architecture {
  /** The values of {@code general.architecture} that it wires. */
  List<String> names();

  /** The kinds of Hugging Face models that it wires. */
  default List<HuggingFaceType> huggingFace() {
    return List.of();
  }

  /**
   * Wires the model of this file.
   *
   * @throws MalformedFileException if the file lacks a tensor or a key, or has one of the wrong
   *     shape
   */
  Model wire(Wiring file) throws MalformedFileException;
}
