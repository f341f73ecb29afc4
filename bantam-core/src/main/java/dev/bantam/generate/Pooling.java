package dev.bantam.generate;

import dev.bantam.format.MalformedFileException;
import dev.bantam.format.Metadata;

/** How the hidden states of a text's tokens become one vector. */
public enum Pooling {
  /** The mean of all. */
  MEAN,

  /** The first token's. */
  CLS,

  /** The last token's. */
  LAST;

  /**
   * What the model was made for, by {@code <arch>.pooling_type}; without one, {@link #MEAN} for an
   * encoder and {@link #LAST} for a decoder.
   */
  static Pooling of(Metadata metadata, String architecture, boolean causal)
      throws MalformedFileException {
    return switch (metadata.integer(architecture + ".pooling_type", 0)) {
      case 1 -> MEAN;
      case 2 -> CLS;
      case 3 -> LAST;
      case 4 -> ofHead(architecture, causal);
      default -> causal ? LAST : MEAN;
    };
  }

  /** What a classifier's head reads, as llama.cpp has it: files do not say. */
  static Pooling ofHead(String architecture, boolean causal) {
    if (causal) {
      return LAST;
    }
    return architecture.equals("modern-bert") ? MEAN : CLS;
  }
}
