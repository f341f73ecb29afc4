package dev.bantam.model;

import dev.bantam.layer.Pass;

/** A model that reads a source text with an encoder and writes with a decoder. */
public interface EncoderDecoder extends Model {
  /**
   * Runs the encoder over the pass's batch, whole sequences at once, and stores what the decoder
   * will look at in the pass's memory.
   */
  void encode(Pass pass);

  /** The token that the decoder begins with. */
  int startToken();
}
