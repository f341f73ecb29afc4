package dev.bantam.generate.constrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A set of Unicode code points. Halves of surrogate pairs are none: no UTF-8 stands for them. */
final class CodePoints {
  static final int MAX = Character.MAX_CODE_POINT;

  private static final int FIRST_SURROGATE = Character.MIN_SURROGATE;
  private static final int LAST_SURROGATE = Character.MAX_SURROGATE;

  /** Every code point. */
  static final CodePoints ALL = new Builder().add(0, MAX).build();

  private final int[] bounds; // first, last, first, last, ... ascending, with gaps between

  private CodePoints(int[] bounds) {
    this.bounds = bounds;
  }

  static CodePoints of(int codePoint) {
    return new Builder().add(codePoint, codePoint).build();
  }

  /** The characters of a text. */
  static CodePoints of(String characters) {
    Builder builder = new Builder();
    characters.codePoints().forEach(c -> builder.add(c, c));
    return builder.build();
  }

  static CodePoints range(int first, int last) {
    return new Builder().add(first, last).build();
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  /** The least of them; -1 if there is none. */
  int first() {
    return isEmpty() ? -1 : bounds[0];
  }

  boolean contains(int codePoint) {
    return overlaps(codePoint, codePoint);
  }

  /** Whether one of {@code first} to {@code last} is in the set. */
  boolean overlaps(int first, int last) {
    int low = 0;
    int high = bounds.length / 2;
    while (low < high) { // finds the first range that does not end before first
      int middle = (low + high) >>> 1;
      if (bounds[2 * middle + 1] < first) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < bounds.length / 2 && bounds[2 * low] <= last;
  }

  /** Adds the first code point of each stretch that is in the set or not. */
  void addEdges(Collection<Integer> edges) {
    for (int i = 0; i < bounds.length; i += 2) {
      edges.add(bounds[i]);
      edges.add(bounds[i + 1] + 1);
    }
  }

  CodePoints union(CodePoints other) {
    return new Builder().add(this).add(other).build();
  }

  CodePoints without(CodePoints other) {
    return other.union(complement()).complement();
  }

  /** All that are not in the set. */
  CodePoints complement() {
    Builder builder = new Builder();
    int from = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      builder.add(from, bounds[i] - 1);
      from = bounds[i + 1] + 1;
    }
    return builder.add(from, MAX).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodePoints that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  /** Collects ranges in any order. */
  static final class Builder {
    private final List<int[]> ranges = new ArrayList<>();

    /** Adds a range; nothing if it is empty. */
    Builder add(int first, int last) {
      addPart(first, Math.min(last, FIRST_SURROGATE - 1));
      addPart(Math.max(first, LAST_SURROGATE + 1), last);
      return this;
    }

    private void addPart(int first, int last) {
      if (first <= last) {
        ranges.add(new int[] {first, last});
      }
    }

    Builder add(CodePoints set) {
      for (int i = 0; i < set.bounds.length; i += 2) {
        add(set.bounds[i], set.bounds[i + 1]);
      }
      return this;
    }

    CodePoints build() {
      ranges.sort(Comparator.comparingInt(range -> range[0]));
      int[] bounds = new int[2 * ranges.size()];
      int n = 0;
      for (int[] range : ranges) {
        if (n > 0 && range[0] <= bounds[n - 1] + 1) {
          bounds[n - 1] = Math.max(bounds[n - 1], range[1]);
        } else {
          bounds[n++] = range[0];
          bounds[n++] = range[1];
        }
      }
      return new CodePoints(Arrays.copyOf(bounds, n));
    }
  }
}
