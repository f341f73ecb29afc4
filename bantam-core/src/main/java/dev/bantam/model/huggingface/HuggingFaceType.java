package dev.bantam.model.huggingface;

import dev.bantam.format.MalformedFileException;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * A kind of Hugging Face model and how its files become GGUF's.
 *
 * @param modelType {@code model_type} of config.json
 * @param architecture {@code general.architecture} in GGUF
 * @param names names inside a block that mean something else than in most models, in GGUF's terms
 * @param converter what is particular to it; names and settings that all models share are done
 *     already
 * @param linears the linear modules that an adapter may change, as transformers' classes call them:
 *     words, of which one that ends with a dot stands before those after it, and {@code #} is a
 *     block's number, then an expert's
 */
public record HuggingFaceType(
    String modelType,
    String architecture,
    Map<String, String> names,
    Converter converter,
    String linears) {
  private static final String USUAL =
      """
      lm_head
      model.layers.#.
      self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj
      mlp.gate_proj mlp.up_proj mlp.down_proj
      """;

  /** The part of a conversion that is particular to one kind of model. */
  @FunctionalInterface
  public interface Converter {
    /** Adds metadata and rearranges tensors. */
    void convert(Conversion conversion) throws MalformedFileException;
  }

  /** A kind with the usual linear modules. */
  public HuggingFaceType(
      String modelType, String architecture, Map<String, String> names, Converter converter) {
    this(modelType, architecture, names, converter, USUAL);
  }

  /** A kind whose names are the usual ones. */
  public HuggingFaceType(String modelType, String architecture, Converter converter) {
    this(modelType, architecture, Map.of(), converter);
  }

  /** A kind that has nothing particular. */
  public HuggingFaceType(String modelType, String architecture) {
    this(modelType, architecture, Map.of(), conversion -> {});
  }

  /** Whether transformers' class ends with a head, which stands first then. */
  boolean hasHead() {
    return !new StringTokenizer(linears).nextToken().endsWith(".");
  }

  /** This kind with other linear modules. */
  public HuggingFaceType withLinears(String linears) {
    return new HuggingFaceType(modelType, architecture, names, converter, linears);
  }
}
