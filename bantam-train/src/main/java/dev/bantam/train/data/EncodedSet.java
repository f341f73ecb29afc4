package dev.bantam.train.data;

import dev.bantam.format.MalformedFileException;
import java.util.List;

/**
 * A data set in tokens.
 *
 * @param findings what was noticed on the way
 */
public record EncodedSet<E>(List<E> examples, Findings findings) {

  /**
   * This set, if it can be trained on.
   *
   * @throws MalformedFileException if the template refuses rows, or nothing is left
   */
  public EncodedSet<E> usable() throws MalformedFileException {
    findings.requireUsable();
    return this;
  }
}
