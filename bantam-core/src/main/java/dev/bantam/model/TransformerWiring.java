package dev.bantam.model;

import dev.bantam.format.MalformedFileException;
import dev.bantam.layer.Activation;
import dev.bantam.layer.Layer;
import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Linear;
import dev.bantam.layer.Norm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What surrounds the blocks; set what differs from a plain decoder with an RMS norm at its end. */
public final class TransformerWiring {
  private final Wiring file;
  private final List<Layer> blocks;
  private final List<LayerMemory> memory;
  private Norm.Kind kind = Norm.Kind.RMS;
  private String finalNorm = "output_norm";
  private boolean weightless;
  private String embeddingNorm = "token_embd_norm";
  private float embeddingScale = 1;
  private int positionOffset;
  private float logitScale = 1;
  private float softcap;
  private Activation headActivation = Activation.TANH;

  TransformerWiring(Wiring file, List<Layer> blocks, List<LayerMemory> memory) {
    this.file = file;
    this.blocks = blocks;
    this.memory = memory;
  }

  /** The kind of the embedding's and the final norm. */
  public TransformerWiring norms(Norm.Kind kind) {
    this.kind = kind;
    return this;
  }

  /** A final norm without weights. */
  public TransformerWiring weightlessNorm() {
    this.weightless = true;
    return this;
  }

  /** The final norm's tensor, if it is not {@code output_norm}. */
  public TransformerWiring finalNorm(String name) {
    this.finalNorm = name;
    return this;
  }

  /** The norm after the embedding, if it is not {@code token_embd_norm}; empty for none. */
  public TransformerWiring embeddingNorm(String name) {
    this.embeddingNorm = name;
    return this;
  }

  /** Factor of the token embedding. */
  public TransformerWiring embeddingScale(float scale) {
    this.embeddingScale = scale;
    return this;
  }

  /** Row of the learned positions that position 0 uses. */
  public TransformerWiring positionOffset(int offset) {
    this.positionOffset = offset;
    return this;
  }

  /** Factor of the logits. */
  public TransformerWiring logitScale(float scale) {
    this.logitScale = scale;
    return this;
  }

  /** Bound of the logits by cap tanh(x / cap). */
  public TransformerWiring softcap(float cap) {
    this.softcap = cap;
    return this;
  }

  /** The activation of a classifier's hidden layer, if it is not tanh. */
  public TransformerWiring headActivation(Activation activation) {
    this.headActivation = activation;
    return this;
  }

  /** A model with an output head; the embedding is its weight where the file has no other. */
  public Model decoder() throws MalformedFileException {
    Norm norm =
        weightless
            ? new Norm(kind, file.width(), null, null, file.eps(kind))
            : file.norm(kind, finalNorm, file.width());
    String weight = file.hasTensor("output.weight") ? "output.weight" : "token_embd.weight";
    int vocabulary = file.matrix("token_embd.weight", 0, file.width()).rows();
    Linear head = file.linear(weight, "output.bias", vocabulary, file.width(), 0, vocabulary);
    return model(vocabulary, norm, head, true);
  }

  /** A model that ends with hidden states and sees the whole sequence at once. */
  public Model encoder() throws MalformedFileException {
    return model(0, file.normOrNull(kind, finalNorm, file.width()), null, false);
  }

  private Model model(int vocabulary, @Nullable Norm norm, @Nullable Linear head, boolean causal)
      throws MalformedFileException {
    return new Transformer(
        new Model.Facts(
            file.architecture(), vocabulary, file.width(), longest(), List.copyOf(memory), causal),
        file.embedding(embeddingScale, positionOffset),
        file.normOrNull(kind, embeddingNorm, file.width()),
        blocks,
        norm,
        head,
        file.classifierHead(headActivation),
        logitScale,
        softcap);
  }

  private int longest() throws MalformedFileException {
    return file.integer("context_length", 2048);
  }
}
