package dev.bantam.generate.constrain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ways to go on after the end of a rule, or of what is repeated: the top of a stack, or of several
 * that share what is below (a graph-structured stack, Tomita 1985). Interned: two with equal frames
 * are one object.
 */
final class Frames {
  /**
   * One way.
   *
   * @param id ascends as frames are made
   * @param node where a call goes on; or a repetition
   * @param done how often the repetition has come when this is reached; 0 for a call
   * @param below how to go on after that
   */
  record Frame(int id, Node node, int done, Frames below) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return id;
    }
  }

  /** By ascending id. */
  final List<Frame> all;

  /** What {@link States} may put instead for what one token can reach. */
  final Frames typical;

  /**
   * @param typical null for this
   */
  Frames(List<Frame> all, @Nullable Frames typical) {
    this.all = all;
    this.typical = typical == null ? this : typical;
  }
}
