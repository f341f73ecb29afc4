package dev.bantam.generate.constrain;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/** Characters that a grammar tells apart: those of one class are in the same of its sets. */
final class CharacterClasses {
  private static final int ASCII = 128;

  private final int[] starts; // the first code point of each class; it goes up to the next
  private final int[] ascii = new int[ASCII];

  CharacterClasses(Collection<CodePoints> sets) {
    TreeSet<Integer> edges = new TreeSet<>();
    edges.add(0);
    sets.forEach(set -> set.addEdges(edges));
    starts = edges.stream().mapToInt(edge -> edge).toArray();
    for (int c = 0; c < ASCII; c++) {
      ascii[c] = search(c);
    }
  }

  int size() {
    return starts.length;
  }

  /** The class of a code point. */
  int of(int codePoint) {
    return codePoint < ASCII ? ascii[codePoint] : search(codePoint);
  }

  private int search(int codePoint) {
    int at = Arrays.binarySearch(starts, codePoint);
    return at < 0 ? -at - 2 : at;
  }
}
