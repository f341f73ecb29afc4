package dev.bantam.tasks.answer;

import java.io.IOException;
import java.util.List;

/** Finds the passages of a document set that may answer a question. */
@FunctionalInterface
public interface Retriever {
  /**
   * Finds passages.
   *
   * @param most at least 1
   * @return at most so many, the best first; none if nothing fits at all
   * @throws IOException if the document set cannot be read
   */
  List<Hit> retrieve(String question, int most) throws IOException;

  /**
   * The score that the best passage has at least, mostly, if the answer is in the document set; by
   * default, any.
   */
  default double threshold() {
    return 0;
  }
}
