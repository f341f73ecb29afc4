package dev.bantam.tasks.guard;

import java.util.List;

/** Looks for one kind of thing in texts. */
@FunctionalInterface
interface Detector {
  /**
   * A thing that was found.
   *
   * @param what it is, for people
   * @param mask stands in its place where it is masked
   * @param start index of its first character
   * @param end index after its last
   */
  record Place(String what, String mask, int start, int end) {}

  /** All of them, in no order. */
  List<Place> find(String text);
}
