package dev.bantam.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Says which examples share a micro-batch. Both ways keep the order that they are given, which the
 * training loop shuffled: nothing is padded, so a micro-batch that is not full costs nothing but a
 * smaller matrix, and sorting by length would make batches less alike.
 */
public final class Packer {
  private Packer() {}

  /**
   * As many examples after one another as fit {@code capacity}; an example over it stands alone.
   *
   * @param length tokens of an example
   * @param capacity most tokens of a micro-batch: sequence length times micro-batch size
   */
  public static <E> List<List<E>> pack(
      List<? extends E> examples, ToLongFunction<? super E> length, long capacity) {
    List<List<E>> groups = new ArrayList<>();
    List<E> open = new ArrayList<>();
    long filled = 0;
    for (E example : examples) {
      long tokens = length.applyAsLong(example);
      if (!open.isEmpty() && tokens > capacity - filled) {
        groups.add(List.copyOf(open));
        open.clear();
        filled = 0;
      }
      open.add(example);
      filled = Math.addExact(filled, tokens);
    }
    if (!open.isEmpty()) {
      groups.add(List.copyOf(open));
    }
    return groups;
  }

  /** {@code size} examples after one another; the last micro-batch may have fewer. */
  public static <E> List<List<E>> group(List<? extends E> examples, int size) {
    List<List<E>> groups = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += size) {
      groups.add(List.copyOf(examples.subList(from, Math.min(examples.size(), from + size))));
    }
    return groups;
  }
}
