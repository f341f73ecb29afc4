package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Attention;
import dev.bantam.layer.AttentionOptions;
import dev.bantam.layer.Embedding;
import dev.bantam.layer.Layer;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Linear;
import dev.bantam.layer.Mlp;
import dev.bantam.layer.Norm;
import dev.bantam.layer.Norm.Kind;
import dev.bantam.layer.RelativeBias;
import dev.bantam.layer.Residual;
import java.util.ArrayList;
import java.util.List;

/**
 * T5 and Flan-T5 (arXiv 1910.10683, 2210.11416): encoder and decoder, positions as a learned bias
 * of the scores, no scaling of the scores. See docs/models/t5.md.
 *
 * <p>Memory layers: the decoder's own attention, then its view of the encoder, then the encoder's
 * attention.
 */
final class T5 implements Architecture {
  @Override
  public List<String> names() {
    return List.of("t5");
  }

  @Override
  public Model wire(Wiring file) throws MalformedFileException {
    int encoders = file.layers();
    int decoders = file.integer("decoder_block_count", encoders);
    Stack stack = new Stack(file);
    List<Layer> encoder = new ArrayList<>();
    List<Layer> decoder = new ArrayList<>();
    List<CrossMemory> crossed = new ArrayList<>();
    for (int i = 0; i < encoders; i++) {
      encoder.add(
          Layer.chain(
              stack.selfAttention("enc", i, 2 * decoders + i, true), stack.feedForward("enc", i)));
    }
    for (int i = 0; i < decoders; i++) {
      decoder.add(
          Layer.chain(
              stack.selfAttention("dec", i, i, false),
              stack.crossAttention(i, decoders + i),
              stack.feedForward("dec", i)));
      crossed.add(stack.crossMemory(i, decoders + i));
    }
    List<LayerMemory> memory = new ArrayList<>();
    for (int i = 0; i < 2 * decoders + encoders; i++) {
      memory.add(stack.options().memory());
    }
    int vocabulary = file.matrix("token_embd.weight", 0, file.width()).rows();
    String head = file.hasTensor("output.weight") ? "output.weight" : "token_embd.weight";
    return new EncoderDecoderTransformer(
        new Model.Facts(
            "t5", vocabulary, file.width(), file.integer("context_length", 512), memory, true),
        new Embedding(file.matrix("token_embd.weight", 0, file.width()), null, null, 0, null, 1),
        encoder,
        file.norm(Kind.RMS, "enc.output_norm", file.width()),
        crossed,
        decoder,
        file.norm(Kind.RMS, "dec.output_norm", file.width()),
        new Linear(file.matrix(head, vocabulary, file.width()), null),
        file.integer("decoder_start_token_id", 0));
  }

  /** Where one decoder layer's view of the encoder comes from. */
  record CrossMemory(int layer, Linear key, Linear value) {}

  /** Reads the parts of both stacks. */
  private record Stack(Wiring file) {
    AttentionOptions options() throws MalformedFileException {
      int heads = file.size("attention.head_count", 1 << 12);
      int keyDim = file.integer("attention.key_length", file.width() / heads);
      return new AttentionOptions()
          .heads(heads, heads, keyDim, file.integer("attention.value_length", keyDim))
          .scale(1);
    }

    Layer selfAttention(String side, int i, int memory, boolean bidirectional)
        throws MalformedFileException {
      String block = side + ".blk." + i + ".";
      AttentionOptions options = options().relativeBias(bias(side, i, bidirectional));
      if (bidirectional) {
        options.bidirectional();
      }
      int inner = inner();
      Layer attention =
          new Attention(
              memory,
              file.linear(block + "attn_q", inner, file.width()),
              file.linear(block + "attn_k", inner, file.width()),
              file.linear(block + "attn_v", inner, file.width()),
              file.linear(block + "attn_o", file.width(), inner),
              options);
      return new Residual(file.norm(Kind.RMS, block + "attn_norm", file.width()), attention);
    }

    private int inner() throws MalformedFileException {
      LayerMemory memory = options().memory();
      return memory.kvHeads() * memory.keyDim();
    }

    /** The first block's table serves all blocks that have none. */
    private RelativeBias bias(String side, int i, boolean bidirectional)
        throws MalformedFileException {
      String own = side + ".blk." + i + ".attn_rel_b.weight";
      String name = file.hasTensor(own) ? own : side + ".blk.0.attn_rel_b.weight";
      return new RelativeBias(
          file.vector(name, 0), file.size("attention.head_count", 1 << 12), bidirectional);
    }

    Layer crossAttention(int i, int memory) throws MalformedFileException {
      String block = "dec.blk." + i + ".cross_attn_";
      Layer attention =
          new Attention(
              memory,
              file.linear(block + "q", inner(), file.width()),
              null,
              null,
              file.linear(block + "o", file.width(), inner()),
              options().bidirectional());
      return new Residual(file.norm(Kind.RMS, block + "norm", file.width()), attention);
    }

    CrossMemory crossMemory(int i, int layer) throws MalformedFileException {
      String block = "dec.blk." + i + ".cross_attn_";
      return new CrossMemory(
          layer,
          file.linear(block + "k", inner(), file.width()),
          file.linear(block + "v", inner(), file.width()));
    }

    Layer feedForward(String side, int i) throws MalformedFileException {
      String block = side + ".blk." + i + ".";
      int ff = file.size("feed_forward_length", 1 << 20);
      boolean gated = file.hasTensor(block + "ffn_gate.weight");
      Norm norm = file.norm(Kind.RMS, block + "ffn_norm", file.width());
      return new Residual(
          norm,
          new Mlp(
              gated ? file.linear(block + "ffn_gate", ff, file.width()) : null,
              file.linear(block + "ffn_up", ff, file.width()),
              file.linear(block + "ffn_down", file.width(), ff),
              gated ? Activation.GELU_TANH : Activation.RELU));
    }
  }
}
