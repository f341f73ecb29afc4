package dev.bantam.model.huggingface;

import dev.bantam.format.MalformedFileException;
import java.util.Map;

/**
 * A kind of Hugging Face model and how its files become GGUF's.
 *
 * @param modelType {@code model_type} of config.json
 * @param architecture {@code general.architecture} in GGUF
 * @param names names inside a block that mean something else than in most models, in GGUF's terms
 * @param converter what is particular to it; names and settings that all models share are done
 *     already
 */
public record HuggingFaceType(
    String modelType, String architecture, Map<String, String> names, Converter converter) {
  /** The part of a conversion that is particular to one kind of model. */
  @FunctionalInterface
  public interface Converter {
    /** Adds metadata and rearranges tensors. */
    void convert(Conversion conversion) throws MalformedFileException;
  }

  /** A kind whose names are the usual ones. */
  public HuggingFaceType(String modelType, String architecture, Converter converter) {
    this(modelType, architecture, Map.of(), converter);
  }

  /** A kind that has nothing particular. */
  public HuggingFaceType(String modelType, String architecture) {
    this(modelType, architecture, Map.of(), conversion -> {});
  }
}
