package dev.bantam.generate.sample;

/** One step on the way from logits to a token. It belongs to one sequence and may keep state. */
public interface Sampler {
  /** Changes logits or drops candidates; never all. */
  void apply(Candidates candidates);

  /** Learns of a token that now stands in the sequence, of the prompt or drawn. */
  default void accept(int token) {}
}
