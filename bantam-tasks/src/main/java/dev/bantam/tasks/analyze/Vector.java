package dev.bantam.tasks.analyze;

/**
 * A vector of length 1, most of whose places may be 0.
 *
 * @param places [n] rising
 * @param values [n] at these
 */
@SuppressWarnings("ArrayRecordComponent") // many of them; compared by nobody
record Vector(int[] places, float[] values) {
  Vector {
    double square = 0;
    for (float value : values) {
      square += value * value;
    }
    values = values.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] /= (float) Math.sqrt(Math.max(square, Float.MIN_NORMAL));
    }
  }

  /** A vector without zeros. */
  static Vector dense(float[] values) {
    int[] places = new int[values.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    return new Vector(places, values);
  }

  /** Its product with a vector of all places. */
  double dot(float[] other) {
    double sum = 0;
    for (int i = 0; i < places.length; i++) {
      sum += values[i] * other[places[i]];
    }
    return sum;
  }

  void addTo(float[] sum) {
    for (int i = 0; i < places.length; i++) {
      sum[places[i]] += values[i];
    }
  }
}
