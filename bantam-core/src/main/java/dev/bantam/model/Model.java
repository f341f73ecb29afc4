package dev.bantam.model;

import dev.bantam.layer.LayerMemory;
import dev.bantam.layer.Pass;
import dev.bantam.layer.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network with its weights. It keeps no state of its own: what a sequence has seen lives in the
 * pass's memory, so one model serves many sequences at once.
 */
public interface Model {
  /** Sizes and facts that do not depend on what runs. */
  Facts facts();

  /**
   * Runs the batch of {@code pass}.
   *
   * @return [n, width]: each row's final hidden state, after the final norm
   */
  Rows hidden(Pass pass);

  /**
   * Projects hidden states to the vocabulary.
   *
   * @param hidden [m, width]: any rows of what {@link #hidden} returned
   * @return [m, vocabulary] logits
   */
  Rows logits(Rows hidden, Pass pass);

  /** How many labels its classifier has; 0 for a model that is none. */
  default int labels() {
    return 0;
  }

  /**
   * Scores the labels of a classifier.
   *
   * @param pooled [m, width]: a hidden state for each text
   * @return [m, labels]
   * @throws IllegalStateException if the model is none
   */
  default Rows classify(Rows pooled, Pass pass) {
    throw new IllegalStateException(facts().architecture() + " has no classifier");
  }

  /**
   * Why this model cannot be trained: its passes have no way back, or no loss to come back from.
   *
   * @return null if it can
   */
  default @Nullable String whyNotTrained() {
    return null;
  }

  /** How many ids can be fed: the vocabulary's, and after them those of a soft prompt. */
  default int inputs() {
    return facts().vocabulary();
  }

  /**
   * What a caller must know before it feeds tokens.
   *
   * @param architecture GGUF's name, such as {@code llama}
   * @param vocabulary number of logits; 0 for a model that has no output head (an encoder)
   * @param width size of the hidden state
   * @param context longest sequence the model was made for, in tokens
   * @param memory [layers] what each layer stores for a token
   * @param causal false for encoders, whose rows see later rows; then a whole sequence is one batch
   */
  record Facts(
      String architecture,
      int vocabulary,
      int width,
      int context,
      List<LayerMemory> memory,
      boolean causal) {}
}
