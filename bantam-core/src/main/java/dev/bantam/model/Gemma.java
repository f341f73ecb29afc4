package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.Residual;
import dev.bantam.layer.Rotary;
import dev.bantam.layer.Rotary.Pairs;
import dev.bantam.model.huggingface.Conversion;
import dev.bantam.model.huggingface.HuggingFaceType;
import java.util.List;
import java.util.Map;

/**
 * Gemma 1 to 3 (arXiv 2403.08295, 2408.00118, 2503.19786). Files hold the norms' weights with 1
 * already added. See docs/models/gemma.md.
 */
final class Gemma implements Architecture {
  @Override
  public List<String> names() {
    return List.of("gemma", "gemma2", "gemma3");
  }

  @Override
  public List<HuggingFaceType> huggingFace() {
    return List.of(
        new HuggingFaceType("gemma", "gemma", Gemma::addOnes),
        new HuggingFaceType("gemma2", "gemma2", NAMES, Gemma::addOnes),
        new HuggingFaceType("gemma3_text", "gemma3", NAMES, Gemma::addOnes));
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    boolean[] local = file.localLayers(file.architecture().equals("gemma3") ? 6 : 2);
    return file.transformer(
            block ->
                List.of(
                    new Residual(
                        block.norm(Kind.RMS, "attn_norm"),
                        block.attention(
                            scaled(block)
                                .window(
                                    local[block.index()]
                                        ? file.integer("attention.sliding_window")
                                        : 0)
                                .softcap(file.real("attn_logit_softcapping", 0))
                                .rotary(rotary(file, local[block.index()], block.keyDim()))),
                        block.normOrNull(Kind.RMS, "post_attention_norm"),
                        1),
                    new Residual(
                        block.norm(Kind.RMS, "ffn_norm"),
                        block.gatedMlp(Activation.GELU_TANH),
                        block.normOrNull(Kind.RMS, "post_ffw_norm"),
                        1)))
        .embeddingScale((float) Math.sqrt(file.width()))
        .softcap(file.real("final_logit_softcapping", 0))
        .decoder();
  }

  /** The 27B models divide by the root of d / heads; llama.cpp's files do not say so. */
  private static AttentionOptions scaled(BlockWiring block) throws MalformedFileException {
    AttentionOptions options = block.attentionOptions(Kind.RMS);
    Wiring file = block.file();
    int layers27b =
        switch (file.architecture()) {
          case "gemma2" -> 46;
          case "gemma3" -> 62;
          default -> -1;
        };
    if (file.layers() == layers27b && !file.has("attention.scale")) {
      options.scale((float) (1 / Math.sqrt((double) file.width() / block.heads())));
    }
    return options;
  }

  /** Gemma 3's local layers have a base of their own, which older files leave out, no scaling. */
  private static Rotary rotary(Wiring file, boolean local, int headDim)
      throws MalformedFileException {
    return local && file.architecture().equals("gemma3")
        ? file.plainRotary(Pairs.HALVES, headDim, file.real("rope.freq_base_swa", 10_000))
        : file.rotary(Pairs.HALVES, headDim);
  }

  private static final Map<String, String> NAMES =
      Map.of("post_attention_layernorm", "post_attention_norm");

  private static void addOnes(Conversion c) throws MalformedFileException {
    c.map("norm.weight", x -> x + 1);
    if (c.config().has("query_pre_attn_scalar")) {
      c.put("attention.scale", 1 / Math.sqrt(c.config().real("query_pre_attn_scalar", 1)));
    }
  }
}
