package dev.bantam.tasks.analyze;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Groups vectors by their direction: spherical k-means (Dhillon and Modha, 2001), begun as
 * k-means++ says (Arthur and Vassilvitskii, 2007) some times, of which the best is kept. The same
 * vectors give the same groups.
 */
final class SphericalKMeans {
  private static final int BEGINNINGS = 8;
  private static final int ROUNDS = 50;

  private final List<Vector> vectors;
  private final int width;
  private final float[][] centres;
  private final int[] groups;
  private double likeness;

  private SphericalKMeans(List<Vector> vectors, int width, int k) {
    this.vectors = vectors;
    this.width = width;
    this.centres = new float[k][];
    this.groups = new int[vectors.size()];
  }

  /**
   * The group of each vector, from 0; the largest group first. A group may be empty.
   *
   * @param width places of a vector
   * @param k groups, at most as many as vectors
   */
  static int[] groups(List<Vector> vectors, int width, int k) {
    SphericalKMeans best = null;
    for (int seed = 0; seed < BEGINNINGS; seed++) {
      SphericalKMeans tried = new SphericalKMeans(vectors, width, k);
      tried.begin(new Random(seed));
      tried.settle();
      if (best == null || tried.likeness > best.likeness + 1e-9) {
        best = tried;
      }
    }
    return best == null ? new int[0] : sorted(best.groups, k);
  }

  /** Centres far from one another: each drawn by how unlike it is to those before. */
  private void begin(Random random) {
    double[] unlike = new double[vectors.size()];
    Arrays.fill(unlike, 1);
    for (int c = 0; c < centres.length; c++) {
      double left = random.nextDouble() * Arrays.stream(unlike).sum();
      int chosen = 0;
      while (chosen < unlike.length - 1 && (left -= unlike[chosen]) > 0) {
        chosen++;
      }
      centres[c] = new float[width];
      vectors.get(chosen).addTo(centres[c]);
      for (int i = 0; i < unlike.length; i++) {
        unlike[i] = Math.min(unlike[i], Math.max(0, 1 - vectors.get(i).dot(centres[c])));
      }
    }
  }

  private void settle() {
    for (int round = 0; round < ROUNDS; round++) {
      boolean moved = assign(round == 0);
      if (!moved) {
        return;
      }
      for (float[] centre : centres) {
        Arrays.fill(centre, 0);
      }
      for (int i = 0; i < groups.length; i++) {
        vectors.get(i).addTo(centres[groups[i]]);
      }
      for (float[] centre : centres) {
        double square = 0;
        for (float value : centre) {
          square += value * value;
        }
        for (int p = 0; p < width && square > 0; p++) {
          centre[p] /= (float) Math.sqrt(square);
        }
      }
    }
  }

  private boolean assign(boolean first) {
    boolean moved = first;
    likeness = 0;
    for (int i = 0; i < groups.length; i++) {
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < centres.length; c++) {
        double dot = vectors.get(i).dot(centres[c]);
        if (dot > most) {
          most = dot;
          best = c;
        }
      }
      moved |= groups[i] != best;
      groups[i] = best;
      likeness += most;
    }
    return moved;
  }

  private static int[] sorted(int[] groups, int k) {
    long[] sizes = new long[k];
    for (int group : groups) {
      sizes[group]++;
    }
    List<Integer> order =
        IntStream.range(0, k).boxed().sorted((a, b) -> Long.compare(sizes[b], sizes[a])).toList();
    return Arrays.stream(groups).map(order::indexOf).toArray();
  }
}
