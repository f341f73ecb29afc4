package dev.bantam.tasks.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds texts that are nearly the same: the Jaccard index of their sets of three neighbouring words
 * (shingles). Those to be compared are found by MinHash and bands (Broder, 1997, On the resemblance
 * and containment of documents): a text of many takes no longer than one of a few. Of pairs at the
 * threshold one of 130 is missed, of those above 0.7 one of 5,000.
 */
final class NearDuplicates {
  /** From here on texts are near duplicates. */
  static final double THRESHOLD = 0.6;

  private static final int SHINGLE = 3;
  private static final int BANDS = 20;
  private static final int ROWS = 3;

  /**
   * A text that another resembles.
   *
   * @param name as it was added
   * @param similarity the Jaccard index, from {@link #THRESHOLD} to 1
   */
  record Match(String name, double similarity) {}

  private record Text(String name, Set<Long> shingles) {}

  private final List<Text> texts = new ArrayList<>();
  private final Map<Long, List<Integer>> bands = new HashMap<>();

  /** The text that this one resembles most, if there is one. */
  Optional<Match> find(String text) {
    Set<Long> shingles = shingles(text);
    Set<Integer> candidates = new LinkedHashSet<>();
    for (long band : bands(shingles)) {
      candidates.addAll(bands.getOrDefault(band, List.of()));
    }
    Match best = null;
    for (int candidate : candidates) {
      Text other = texts.get(candidate);
      double similarity = jaccard(shingles, other.shingles());
      if (similarity >= THRESHOLD && (best == null || similarity > best.similarity())) {
        best = new Match(other.name(), similarity);
      }
    }
    return Optional.ofNullable(best);
  }

  /** Adds a text. */
  void add(String name, String text) {
    add(new Text(name, shingles(text)));
  }

  /** Adds the texts of another. */
  void addAll(NearDuplicates others) {
    others.texts.forEach(this::add);
  }

  private void add(Text text) {
    for (long band : bands(text.shingles())) {
      bands.computeIfAbsent(band, _ -> new ArrayList<>()).add(texts.size());
    }
    texts.add(text);
  }

  private static double jaccard(Set<Long> a, Set<Long> b) {
    long common = a.stream().filter(b::contains).count();
    return (double) common / (a.size() + b.size() - common);
  }

  private static Set<Long> shingles(String text) {
    List<String> words = Copied.words(text);
    Set<Long> shingles = new HashSet<>();
    for (int i = 0; i + SHINGLE <= Math.max(words.size(), SHINGLE); i++) {
      long hash = 0;
      for (String each : words.subList(i, Math.min(i + SHINGLE, words.size()))) {
        hash = mixed(hash + each.hashCode());
      }
      shingles.add(hash);
    }
    return shingles;
  }

  /** [BANDS] one number for each band of the text's least hashes. */
  private static long[] bands(Set<Long> shingles) {
    long[] bands = new long[BANDS];
    for (int band = 0; band < BANDS; band++) {
      bands[band] = band;
      for (int row = 0; row < ROWS; row++) {
        long salt = mixed(band * ROWS + row + 1L);
        long least = Long.MAX_VALUE;
        for (long shingle : shingles) {
          least = Math.min(least, mixed(shingle ^ salt));
        }
        bands[band] = mixed(bands[band] + least);
      }
    }
    return bands;
  }

  /** SplitMix64's finaliser. */
  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
