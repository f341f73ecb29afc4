package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AddNorm;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;

/**
 * BERT and RoBERTa (arXiv 1810.04805, 1907.11692), and Nomic BERT with rotary positions (arXiv
 * 2402.01613). See docs/models/bert.md.
 */
final class Bert implements Architecture {
  /** GGUF's number of the pooling for a classifier's head. */
  private static final long RANK = 4;

  private static final String LINEARS =
      """
      encoder.layer.#.
      attention.self.query attention.self.key attention.self.value attention.output.dense
      intermediate.dense output.dense
      """;

  @Override
  public List<String> names() {
    return List.of("bert", "nomic-bert");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("bert", "bert", Bert::convert).withLinears(LINEARS),
        new HuggingFaceType("roberta", "bert", Bert::convertRoberta).withLinears(LINEARS),
        new HuggingFaceType("xlm-roberta", "bert", Bert::convertRoberta).withLinears(LINEARS));
  }

  /** Keeps a classifier's head; a plain model's pooler is none. */
  private static void convert(Conversion conversion) throws MalformedFileException {
    boolean classifier = conversion.has("cls.output.weight");
    if (classifier) {
      conversion.put("pooling_type", RANK);
    } else {
      conversion.remove("cls.weight");
      conversion.remove("cls.bias");
    }
  }

  /** The positions of a text begin after the row of the padding token. */
  private static void convertRoberta(Conversion conversion) throws MalformedFileException {
    convert(conversion);
    int first = conversion.config().integer("pad_token_id", 1) + 1;
    conversion.skipRows("position_embd.weight", first);
    conversion.put("context_length", (long) conversion.get("context_length") - first);
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean nomic = file.architecture().equals("nomic-bert");
    return file.transformer(
            block -> {
              AttentionOptions options = block.attentionOptions(Kind.LAYER).bidirectional();
              if (nomic) {
                options.rotary(file.rotary(Pairs.HALVES, block.keyDim()));
              }
              return List.of(
                  new AddNorm(block.attention(options), block.norm(Kind.LAYER, "attn_output_norm")),
                  new AddNorm(
                      nomic
                          ? block.gatedMlp(Activation.SILU)
                          : block.mlp(file.activation(Activation.GELU)),
                      block.norm(Kind.LAYER, "layer_output_norm")));
            })
        .norms(Kind.LAYER)
        .encoder();
  }
}
