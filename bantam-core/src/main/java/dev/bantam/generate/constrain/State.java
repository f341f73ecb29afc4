package dev.bantam.generate.constrain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a text has come in a grammar: the nodes that may take its next character, each with its
 * ways to go on, and the beginning of a character whose bytes are not all there.
 */
final class State {
  /** The nodes that take characters or tokens. */
  final List<Node> nodes;

  /** [nodes] how to go on after the rule of each. */
  final List<Frames> frames;

  /** Whether the text may end here. */
  final boolean accepting;

  /** The character that has begun. */
  final PartialCharacter partial;

  /** A state from which one token can go the same ways, and many others have in common. */
  final State typical;

  /** [classes] the state after a character of each class, as far as known. */
  State @Nullable [] next;

  /** Bits of the tokens that are allowed, if known. */
  long @Nullable [] mask;

  /**
   * @param typical null for this
   */
  State(
      List<Node> nodes,
      List<Frames> frames,
      boolean accepting,
      PartialCharacter partial,
      @Nullable State typical) {
    this.nodes = nodes;
    this.frames = frames;
    this.accepting = accepting;
    this.partial = partial;
    this.typical = typical == null ? this : typical;
  }

  /** Whether nothing can come any more. */
  boolean isOver() {
    return nodes.isEmpty();
  }

  /** Whether the text does not follow the grammar. */
  boolean isDead() {
    return nodes.isEmpty() && !accepting;
  }
}
